/** The base class of the tag's events. They bubble, and they leave the shadow trees around the tag. */
export abstract class EmbedConnectionEvent extends Event {
  constructor(type: string) {
    super(type, { bubbles: true, composed: true });
  }
}
