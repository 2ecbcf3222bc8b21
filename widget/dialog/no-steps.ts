// Stands for the steps that a page never shows, in its script.
export {};
