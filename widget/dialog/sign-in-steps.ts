// The views of connectors whose provider a person signs in to. Pages of other connectors are built without this file.
import './sign-in-step.ts';
import './signing-in-step.ts';
