/** A part of the dialog has rendered. Its parts may still be about to: await `updateComplete` of the whole. */
export class RenderedEvent extends Event {
  static readonly type = 'embed-rendered';

  constructor() {
    super(RenderedEvent.type, { bubbles: true, composed: true });
  }
}
