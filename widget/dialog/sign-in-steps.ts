import { DialogPart } from './dialog-part.ts';
import { SignInStep } from './sign-in-step.ts';
import { SigningInStep } from './signing-in-step.ts';

// The steps of connectors whose system a person signs in to. Pages of others are built without this file.
DialogPart.define('embed-sign-in-step', SignInStep);
DialogPart.define('embed-signing-in-step', SigningInStep);
