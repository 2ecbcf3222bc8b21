import type { SignIn as RealSignIn } from './sign-in.ts';

/** Stands for `SignIn` in pages of connectors to which nobody signs in, so that they need not carry the real one. */
export class SignIn implements Pick<RealSignIn, keyof RealSignIn> {
  readonly link = undefined;
  readonly hasFailed = false;
  readonly renewing = false;

  attend(): void {}
  retry(): void {}
  open(): void {}
  expect(): void {}
  wake(): void {}
  cancel(): void {}
  forget(): void {}
  stop(): void {}
  resume(): void {}
}
