// The views of connectors that ask a person for something. Pages of other connectors are built without this file.
import './connect/form-step.ts';
