import type { SignIn as RealSignIn } from './sign-in.ts';

/** Replaces `SignIn` in the script for connectors without a sign-in, which makes that script smaller. */
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
