import { z } from '@hono/zod-openapi';
import { CONNECTION_NAME_LENGTH_MAX } from '../../widget/protocol/session-api.ts';
import { requestObject } from '../field-issues.ts';
import { isDisplayableName } from '../plain-text.ts';
import { connectionSchema } from './connection-resource.ts';
import { keySchema, tenantKeySchema } from './tenant-reference.ts';

/** Name of a connection in a body. */
const nameSchema = z
  .string()
  .max(CONNECTION_NAME_LENGTH_MAX)
  .refine(isDisplayableName, 'must have visible characters and no control characters')
  .openapi({ description: 'What people call the connection.', example: 'Sales' });

/** Body of a request that creates a connection. */
export const createConnectionSchema = requestObject({
  tenant: tenantKeySchema,
  user: keySchema.nullish().openapi({
    ...{ type: ['string', 'null'], example: null },
    description: 'Makes it the own connection of this user. By default it is the whole tenant’s.',
  }),
  connector: z.string().openapi({ example: 'zendesk' }),
  name: nameSchema.optional(),
  credentials: z
    .record(z.string(), z.unknown())
    .optional()
    .openapi({
      description:
        'Credentials as `GET /connections/{id}/credentials` answers them, with `refresh_token` where there is one. ' +
        'Without them, the connection is `disconnected`.',
      example: { api_key: 'k-123', inputs: { subdomain: 'initech' } },
    }),
}).openapi('CreateConnection');

/** Body of a request that changes a connection. */
export const changeConnectionSchema = requestObject({ name: nameSchema }).openapi('ChangeConnection');

/** Answer to a verification. */
export const verificationSchema = z
  .strictObject({
    result: z.enum(['accepted', 'refused', 'unavailable', 'unsupported']).openapi({
      description:
        '`unavailable`: the provider gave no usable answer. `unsupported`: the connector cannot verify credentials.',
    }),
    connection: connectionSchema,
  })
  .openapi('Verification');
