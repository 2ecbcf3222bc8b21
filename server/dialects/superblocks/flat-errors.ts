import { InvalidRequestError } from '../../errors.ts';
import type { ErrorForm } from '../dialect.ts';

/** The form of errors that clients of session tokens read. It has no place for fields, so the description names them. */
export const flatErrors: ErrorForm = {
  appliesTo: (path) => path === '/api/v1/public/token',

  body(error, requestId) {
    const { code, message } = error;
    const fields = error instanceof InvalidRequestError ? error.fields : [];
    const description = [message, ...fields.map((field) => `${field.path}: ${field.message}.`)].join(' ');
    return { error: code, error_description: description, code, message, requestId };
  },
};
