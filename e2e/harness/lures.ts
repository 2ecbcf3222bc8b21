/** Above the server's limit of 16 KiB for addresses. */
const LONG_QUERY = `?tenant=${'A'.repeat(17_000)}`;
/** Above Node.js's limit for headers. Node.js itself sends the 431, and our code does not run. */
const OVERSIZED_HEADER_QUERY = `?tenant=${'A'.repeat(60_000)}`;
/** Above the server's limit of 64 KiB for bodies. */
const LARGE_FIELD = `<input type="hidden" name="pad" value="${'A'.repeat(70_000)}">`;

const linkTo = (address: string) => `<a id="lure" href="${address}">Win a prize</a>`;
const formTo = (address: string, fields = '', type = '') =>
  `<form method="post" action="${address}"${type}>${fields}<button id="lure">Win a prize</button></form>`;

/**
 * HTML with a control `#lure` that an attacker's page makes a victim click. Each key names the control and any error
 * status.
 */
export const LURES: Readonly<Record<string, (startLink: string) => string>> = {
  'a link': (start) => linkTo(start),
  'a link with a long address (414)': (start) => linkTo(start + LONG_QUERY),
  'a link with an address that Node.js refuses (431)': (start) => linkTo(start + OVERSIZED_HEADER_QUERY),
  'a link with a path below it (404)': (start) => linkTo(`${start}/x`),
  'a link while the server fails (500)': (start) => linkTo(start),
  'a form (403)': (start) => formTo(start),
  'a form that sends text (403)': (start) =>
    formTo(start, '<input name=\'{"code":"000000","x":"\' value=\'"}\'>', ' enctype="text/plain"'),
  'a form with too large a body (413)': (start) => formTo(start, LARGE_FIELD),
  'a form with a long address (414)': (start) => formTo(start + LONG_QUERY),
};
