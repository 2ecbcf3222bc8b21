/** Markup, a line break, a null, a reversal of reading order, and far more text than is shown. */
export const HOSTILE_TEXT = `<img src=x onerror="alert(1)">\r\n\0\u202egnp.exe\u202c ${'A'.repeat(3_000)}`;
