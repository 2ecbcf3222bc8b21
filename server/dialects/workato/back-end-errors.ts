import { InvalidRequestError } from '../../errors.ts';
import type { ErrorForm } from '../dialect.ts';

/** Where the REST calls of back ends are. */
export const BACK_END_PATHS = ['/api/account/', '/api/managed_users/'];

/** The form of errors that Workato documents. It has no place for fields, so the message names them. */
export const backEndErrors: ErrorForm = {
  appliesTo: (path) => BACK_END_PATHS.some((prefix) => path.startsWith(prefix)),

  body(error, requestId) {
    const fields = error instanceof InvalidRequestError ? error.fields : [];
    const named = fields.map(({ path, message }) => `${path} ${message}`).join('; ');
    return { message: named === '' ? error.message : `${error.message} ${named}.`, code: error.code, requestId };
  },
};
