/** A way to embed the dialog. The demo shows each on its own page, because a host page handles one dialect. */
export interface Embedding {
  readonly path: string;
  readonly title: string;
  readonly text: string;
  /** `frame` is a plain iframe with host code for another embed system. The others use the tag. */
  readonly kind: 'inline' | 'modal' | 'react' | 'frame';
  /** What the page opens. Default: the provider that the visitor has chosen. */
  readonly opens?: 'portal' | 'install';
  /** The host code for another embed system, if {@link Embedding.kind} is `frame`. */
  readonly hostScript?: string;
  /** Explains why the log is empty at first. */
  readonly emptyLogText?: string;
}

/** In the order of the navigation. */
export const EMBEDDINGS: readonly [Embedding, ...Embedding[]] = [
  {
    path: '/tag',
    title: 'Tag',
    text: 'The tag in the page. It requests tokens from this page’s server.',
    kind: 'inline',
  },
  {
    path: '/modal',
    title: 'In a modal',
    text: 'The same tag in a modal. It loads nothing until a button opens it.',
    kind: 'modal',
    emptyLogText: 'Nothing loads until you press the button.',
  },
  {
    path: '/react',
    title: 'React',
    text: 'The React component of the package, with a token provider function.',
    kind: 'react',
  },
  {
    path: '/connection',
    title: 'Direct link',
    text: 'An iframe with a direct link to a connection that the back end has created. The host code is written for Workato.',
    kind: 'frame',
    hostScript: '/workato-host.js',
  },
  {
    path: '/auth-only',
    title: 'Auth only',
    text: 'An iframe in which the signed-in customer connects one provider. The host code is written for Pandium.',
    kind: 'frame',
    hostScript: '/pandium-host.js',
    emptyLogText: 'This kind of frame sends a message when a customer connects, and none about existing connections.',
  },
  {
    path: '/portal',
    title: 'Portal',
    text: 'The tag with all integrations of this product. A customer installs and manages them.',
    kind: 'inline',
    opens: 'portal',
  },
  {
    path: '/install',
    title: 'Install',
    text: 'An iframe in which the customer installs one integration. The host code is written for Pandium.',
    kind: 'frame',
    opens: 'install',
    hostScript: '/pandium-host.js',
    emptyLogText: 'This kind of frame sends a message when a customer connects, saves, or leaves without saving.',
  },
];
