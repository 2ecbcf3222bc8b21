/** Markup, a line break, a null character, bidirectional controls, and more text than the dialog shows. */
export const HOSTILE_TEXT = `<img src=x onerror="alert(1)">\r\n\0\u202egnp.exe\u202c ${'A'.repeat(3_000)}`;
