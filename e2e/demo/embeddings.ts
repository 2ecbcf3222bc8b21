/** A way of embedding that the demo shows, on a page of its own: a page speaks to one kind of frame. */
export interface Embedding {
  readonly path: string;
  readonly title: string;
  readonly text: string;
  /** `frame`: a plain frame, with host code as written for another embed system. The rest show the tag. */
  readonly kind: 'inline' | 'modal' | 'react' | 'frame';
  /** Host code as written for another embed system, for a plain frame. */
  readonly hostScript?: string;
  /** What it means that nothing is heard. */
  readonly emptyLogText?: string;
}

/** In the order in which a visitor may want to see them. */
export const EMBEDDINGS: readonly [Embedding, ...Embedding[]] = [
  {
    path: '/tag',
    title: 'Tag',
    text: 'One tag in the page. It asks this page’s own server for tokens.',
    kind: 'inline',
  },
  {
    path: '/modal',
    title: 'In a modal',
    text: 'The same tag, which loads nothing until a button opens it.',
    kind: 'modal',
    emptyLogText: 'Nothing is loaded before the button is pressed.',
  },
  {
    path: '/react',
    title: 'React',
    text: 'The component of the package, with a token of its own provider.',
    kind: 'react',
  },
  {
    path: '/connection',
    title: 'Direct link',
    text: 'A frame with a link to a connection that the back end made before. Host code as written for Workato.',
    kind: 'frame',
    hostScript: '/workato-host.js',
  },
  {
    path: '/auth-only',
    title: 'Auth only',
    text: 'A frame in which the signed-in customer connects one provider. The host code is as written for Pandium.',
    kind: 'frame',
    hostScript: '/pandium-host.js',
    emptyLogText: 'This kind of frame sends a message when a customer connects, and none about existing connections.',
  },
];
