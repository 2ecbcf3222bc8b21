// The views of connectors whose provider a person signs in to. Pages of other connectors are built without this file.
import './sign-in/sign-in-step.ts';
import './sign-in/signing-in-step.ts';
