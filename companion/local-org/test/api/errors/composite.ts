import type { ErrorCase } from './case.ts';

const REST = 'REST API Developer Guide';
const BASE = '/services/data/v66.0';

type Row = readonly [
  method: string,
  path: string,
  body: unknown,
  status: number,
  errorCode: string,
  message: string | RegExp,
  source: string,
];

const subrequests = (count: number, url: string) =>
  Array.from({ length: count }, (_, i) => ({ method: 'GET', url, referenceId: `r${i}` }));
const describe = `${BASE}/sobjects/Contact/describe`;
const query = `${BASE}/query?q=SELECT+Id+FROM+Contact`;

const rows: readonly Row[] = [
  [
    'POST',
    '/composite',
    { compositeRequest: subrequests(26, describe) },
    400,
    'BAD_REQUEST',
    /up to 25 subrequests/,
    `${REST}, "Composite": 25; wording ours`,
  ],
  [
    'POST',
    '/composite',
    { compositeRequest: subrequests(6, query) },
    400,
    'BAD_REQUEST',
    /up to 5 queries/,
    `${REST}, "Composite": five queries and collections; wording ours`,
  ],
  [
    'POST',
    '/composite',
    { compositeRequest: [...subrequests(1, query), ...subrequests(1, query)] },
    400,
    'JSON_PARSER_ERROR',
    /Duplicate referenceId r0/,
    `${REST}, "Composite Subrequest"; wording ours`,
  ],
  [
    'POST',
    '/composite',
    { compositeRequest: [{ method: 'GET', url: query, referenceId: 'a-b' }] },
    400,
    'JSON_PARSER_ERROR',
    /letters, numbers and underscores/,
    `${REST}, "Composite Subrequest Result"; wording ours`,
  ],
  [
    'PATCH',
    '/sobjects/Contact/Nope__c/1',
    { LastName: 'x' },
    404,
    'NOT_FOUND',
    'Provided external ID field does not exist or is not accessible: Nope__c',
    'REST upsert as public threads quote it',
  ],
  [
    'PATCH',
    '/sobjects/Contact/Title/1',
    { LastName: 'x' },
    404,
    'NOT_FOUND',
    'Provided external ID field does not exist or is not accessible: Title',
    'PipedreamHQ/pipedream#14812',
  ],
  [
    'PATCH',
    '/sobjects/Contact/Id/003HL0000000099',
    { Id: '003HL0000000099', LastName: 'x' },
    400,
    'INVALID_FIELD',
    'The Id field should not be specified in the sobject data.',
    'REST upsert as public threads quote it',
  ],
  [
    'GET',
    '/composite/sobjects/Contact?ids=003HL0000000099&fields=Nope',
    undefined,
    400,
    'INVALID_FIELD',
    /No such column 'Nope'/,
    `${REST}, "Get Records Using sObject Collections"`,
  ],
  [
    'POST',
    '/composite/sobjects/Contact',
    { ids: Array.from({ length: 2001 }, () => '003HL0000000099'), fields: ['Id'] },
    400,
    'EXCEEDED_ID_LIMIT',
    /2000/,
    `${REST}, "Get Records Using sObject Collections": 2,000`,
  ],
  [
    'POST',
    '/composite/tree/Nope',
    { records: [] },
    404,
    'NOT_FOUND',
    'The requested resource does not exist',
    `${REST}, "Status Codes and Error Responses"`,
  ],
];

/** Composite requests, collections and upserts. */
export const compositeErrors: readonly ErrorCase[] = rows.map(
  ([method, path, body, status, errorCode, message, source]) => ({
    request: [method, path, body],
    status,
    errorCode,
    message,
    source,
  }),
);
