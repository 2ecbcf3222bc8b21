import type { AuthOf, AuthType } from '../auth-type.ts';
import { withHeader, withQuery } from '../auth-type.ts';
import { fieldView } from '../field-view.ts';
import { expandHeader, expandText } from '../template.ts';
import { withBasicAuth } from './basic.ts';

/**
 * The auth type for any number of fields that the definition puts into headers, the query, or HTTP Basic.
 *
 * A header or parameter that is empty, because an optional field was left blank, is not sent.
 */
export const custom: AuthType<AuthOf<'custom'>> = {
  untrimmedFields: [],

  fields: ({ fields }) => Object.entries(fields).map(([name, field]) => fieldView(name, field)),

  async authorize({ auth, values }, _tokens, request) {
    let authorized = auth.basic === undefined ? request : withBasicAuth(request, auth.basic, values);
    for (const [name, template] of Object.entries(auth.headers)) {
      authorized = withHeader(authorized, name, expandHeader(template, values));
    }
    for (const [name, template] of Object.entries(auth.query)) {
      authorized = withQuery(authorized, name, expandText(template, values));
    }
    return authorized;
  },
};
