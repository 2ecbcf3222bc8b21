import { CheckingStep } from './checking-step.ts';
import { DialogPart } from './dialog-part.ts';
import { FormStep } from './form-step.ts';

// The steps of connectors that ask a person for something. Pages of others are built without this file.
DialogPart.define('embed-form-step', FormStep);
DialogPart.define('embed-checking-step', CheckingStep);
