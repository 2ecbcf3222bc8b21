/** Marks a style sheet, for editors and for the build, which takes out its indentation. */
export const css = String.raw;
