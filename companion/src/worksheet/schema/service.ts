import { z } from 'zod';
import { NONE } from './fields.ts';

const email = z.email('expected an e-mail address');

/** What is sent there holds personal data: nothing goes over an open line but to this machine. */
const httpsUrl = z
  .url('expected an address, such as https://example.org/path')
  .refine((url) => /^(https:|http:\/\/(localhost|127\.0\.0\.1|\[::1\])[:/])/.test(url), {
    error: 'expected an address that starts with https://',
  });

const apiField = z.string().regex(/^[A-Za-z]\w*$/, 'expected the name of a field');

/** seeds/001, "Section I: Web service access". */
export const access = z.strictObject({
  username: z
    .union([z.literal(NONE), email], {
      error:
        'expected the user name of the integration user, which looks like an e-mail address, or none',
    })
    .default(NONE)
    .describe(
      'The Salesforce user that the companion works as; none for the one it is logged in as.',
    ),
  email: email
    .default('integration@higherlogic.com')
    .describe('The e-mail address that this user shall have.'),
  login: z
    .enum(['jwt', 'web', 'soap'])
    .default('jwt')
    .describe('How that user logs in: by certificate, in a browser, or with a password by SOAP.'),
  dailyApiCalls: z
    .int()
    .min(1)
    .exactOptional()
    .describe(
      'Salesforce API calls in 24 hours that the association allots; the org’s limit if not given.',
    ),
});

/** seeds/000, "Single sign-on (SSO)". */
export const sso = z
  .union(
    [
      z.literal(NONE),
      z.strictObject({
        protocol: z.literal('oidc'),
        redirectUrl: httpsUrl.describe('Where the community takes up a sign-on.'),
      }),
    ],
    { error: 'expected none, or { protocol: oidc, redirectUrl: https://… }' },
  )
  .default(NONE)
  .describe('Signing on to the community with Salesforce.');

export const refresh = z.strictObject({
  everyMinutes: z
    .int()
    .min(1)
    .max(1440)
    .default(30)
    .describe('Minutes between two periodic refreshes.'),
  overlapMinutes: z
    .int()
    .min(1)
    .max(1440)
    .default(15)
    .describe(
      'Minutes before the end of the last refresh that each refresh reads again, because Salesforce may show a change later than its stamp says.',
    ),
  disableLimit: z
    .strictObject({
      members: z.int().min(0).default(10),
      percent: z.number().min(0).max(100).default(20),
    })
    .prefault({})
    .describe(
      'A refresh that would disable more members than the larger of the two, percent of the active ones, waits for a person.',
    ),
  keepHistoryDays: z
    .int()
    .min(1)
    .default(90)
    .describe('How long job history and member refresh history are kept.'),
});

export const destination = z
  .strictObject({
    name: z
      .enum(['local', 'higher-logic'])
      .default('local')
      .describe('Where members go: the community store alone, or also Higher Logic’s Push API.'),
    url: httpsUrl
      .default('https://datapushapi.higherlogic.com/v2')
      .describe('The Push API; https://datapushapi.onlinecommunity.ca/v2 in Canada.'),
    keyHeader: z
      .string()
      .regex(/^[A-Za-z][A-Za-z0-9-]*$/, 'expected the name of an HTTP header')
      .default('ApiKey')
      .describe(
        'The HTTP header that carries the API key. The key itself comes from the environment, HL_PUSH_API_KEY.',
      ),
    sendGroups: z
      .boolean()
      .default(false)
      .describe(
        'Whether groups are sent. The Push API removes a member from every group that is not sent, those made by hand in the community too.',
      ),
    disabledMembers: z
      .enum(['expire', 'delete'])
      .exactOptional()
      .describe(
        'How a member is sent who is no longer eligible: expire says that it is no member and when that ended, delete removes it from the community. The Push API documents nothing in between, so higher-logic asks for a choice.',
      ),
    demographicFields: z
      .union(
        [
          z.literal(NONE),
          z.strictObject({
            label: apiField.describe('What the Push API calls the kind of demographic.'),
            value: apiField.describe('What it calls the value.'),
          }),
        ],
        { error: 'expected none, or { label: …, value: … }' },
      )
      .default(NONE)
      .describe(
        'Names of the two fields of a demographic in the Push API, from Higher Logic’s documentation for your site; none sends no demographics.',
      ),
  })
  .refine(({ name, disabledMembers }) => name === 'local' || disabledMembers !== undefined, {
    path: ['disabledMembers'],
    error: 'expected expire or delete, as the destination is higher-logic',
  });
