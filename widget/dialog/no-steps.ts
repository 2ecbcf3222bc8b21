// Replaces `sign-in-steps.ts` or `typed-steps.ts` in a script whose pages never show those views.
export {};
