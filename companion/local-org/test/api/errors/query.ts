import type { ErrorCase } from './case.ts';

const REFERENCE = 'SOQL and SOSL Reference';
const REST = 'REST API Developer Guide';
const SYNTAX = `${REFERENCE}, "SOQL SELECT Syntax"; wording of the platform's parser as public threads quote it`;
const SEMI_JOINS = `${REFERENCE}, "Comparison Operators", semi-joins with IN`;
const FIELD_TYPES = `Object Reference, "Field Types" and "Field Properties"`;

type Row = readonly [
  soql: string,
  errorCode: string,
  message: string | RegExp,
  source: string,
  status?: number,
];

const rows: readonly Row[] = [
  ['SELECT Id FROM Nope__c', 'INVALID_TYPE', /^sObject type 'Nope__c' is not supported\./, SYNTAX],
  [
    'SELECT Id, BadField FROM Account',
    'INVALID_FIELD',
    /^No such column 'BadField' on entity 'Account'\. If you are attempting to use a custom field/,
    'ForceCLI/force#531',
  ],
  [
    'SELECT Id FROM Contact WHERE Accounts.Name = null',
    'INVALID_FIELD',
    /^Didn't understand relationship 'Accounts' in field path\./,
    `${REFERENCE}, "Relationship Names"`,
  ],
  [
    'SELECT (SELECT Id FROM Contact) FROM Account',
    'INVALID_TYPE',
    /^Didn't understand relationship 'Contact' in FROM part of query call\./,
    `${REFERENCE}, "Relationship Names"`,
  ],
  [
    'SELECT Owner.Manager.Manager.Manager.Manager.Manager.Name FROM Contact',
    'MALFORMED_QUERY',
    /levels/,
    `${REFERENCE}, "Relationship Query Limitations": five levels; wording ours`,
  ],
  ['SELECT Id FROM Contact WHERE', 'MALFORMED_QUERY', "unexpected token: '<EOF>'", SYNTAX],
  ['SELECT * FROM Contact', 'MALFORMED_QUERY', "unexpected token: '*'", SYNTAX],
  ['SELECT Id, FROM Contact', 'MALFORMED_QUERY', /^unexpected token: /, SYNTAX],
  ['DELETE FROM Contact', 'MALFORMED_QUERY', "unexpected token: 'DELETE'", SYNTAX],
  [
    "SELECT Id FROM Contact WHERE Email = 'a' AND Title = 'b' OR Title = 'c'",
    'MALFORMED_QUERY',
    "unexpected token: 'OR'",
    `${REFERENCE}, "Logical Operators": mixed ones need parentheses`,
  ],
  ["SELECT Id FROM Contact WHERE Email = 'open", 'MALFORMED_QUERY', /mismatched character/, SYNTAX],
  [
    'SELECT Id FROM Contact ALL ROWS',
    'MALFORMED_QUERY',
    'ALL ROWS not allowed in this context',
    `${REFERENCE}: ALL ROWS belongs to Apex`,
  ],
  [
    "SELECT Id FROM Contact WHERE CreatedDate > '2026-01-01T00:00:00Z'",
    'INVALID_FIELD',
    "value of filter criterion for field 'CreatedDate' must be of type dateTime and should not be enclosed in quotes",
    `${REFERENCE}, "Date Formats and Date Literals"`,
  ],
  [
    'SELECT Id FROM Contact WHERE Birthdate = 2026-01-01T00:00:00Z',
    'INVALID_FIELD',
    /must be of type date and should not be enclosed in quotes$/,
    `${REFERENCE}, "Date Formats and Date Literals"`,
  ],
  [
    "SELECT Id FROM Contact WHERE DoNotCall = 'true'",
    'INVALID_FIELD',
    /must be of type boolean and should not be enclosed in quotes$/,
    SYNTAX,
  ],
  [
    'SELECT Id FROM Contact WHERE LastName = 5',
    'INVALID_FIELD',
    /must be of type string and should be enclosed in quotes$/,
    SYNTAX,
  ],
  [
    "SELECT Id FROM Contact WHERE Id = 'abc'",
    'INVALID_QUERY_FILTER_OPERATOR',
    'invalid ID field: abc',
    SYNTAX,
  ],
  [
    "SELECT Id FROM Contact WHERE Id LIKE '003%'",
    'INVALID_QUERY_FILTER_OPERATOR',
    /^invalid operator on id field/,
    SYNTAX,
  ],
  [
    "SELECT Id FROM Contact WHERE LastName INCLUDES ('a')",
    'INVALID_QUERY_FILTER_OPERATOR',
    /^invalid operator/,
    `${REFERENCE}, "Querying Multi-Select Picklists"`,
  ],
  [
    "SELECT Id FROM Contact WHERE Description = 'x'",
    'INVALID_FIELD',
    "field 'Description' can not be filtered in a query call",
    FIELD_TYPES,
  ],
  [
    'SELECT Id FROM Contact ORDER BY Description',
    'INVALID_FIELD',
    "field 'Description' can not be sorted in a query call",
    FIELD_TYPES,
  ],
  [
    'SELECT CreatedDate FROM Contact GROUP BY CreatedDate',
    'INVALID_FIELD',
    "field 'CreatedDate' can not be grouped in a query call",
    FIELD_TYPES,
  ],
  [
    'SELECT Id FROM Account WHERE Id IN (SELECT Id FROM Account)',
    'MALFORMED_QUERY',
    'The inner and outer selects should not be on the same object type',
    SEMI_JOINS,
  ],
  [
    "SELECT Id FROM Account WHERE Name = 'a' OR Id IN (SELECT AccountId FROM Contact)",
    'MALFORMED_QUERY',
    "Semi join sub-selects are not allowed with the 'OR' operator",
    SEMI_JOINS,
  ],
  [
    'SELECT Id FROM Account WHERE Name IN (SELECT AccountId FROM Contact)',
    'MALFORMED_QUERY',
    /should be an id field, cannot use: 'Name'$/,
    SEMI_JOINS,
  ],
  ['SELECT Id, Title, Id FROM Contact', 'MALFORMED_QUERY', 'duplicate field selected: Id', SYNTAX],
  [
    'SELECT Title t FROM Contact',
    'MALFORMED_QUERY',
    'only aggregate expressions use field aliasing',
    `${REFERENCE}, "Using Aliases with GROUP BY"`,
  ],
  [
    'SELECT FIELDS(ALL) FROM Contact',
    'MALFORMED_QUERY',
    'The SOQL FIELDS function must have a LIMIT of at most 200',
    `${REFERENCE}, "FIELDS()"`,
  ],
  [
    'SELECT Title, COUNT(Id) FROM Contact',
    'MALFORMED_QUERY',
    'Field must be grouped or aggregated: Title',
    `${REFERENCE}, "GROUP BY"`,
  ],
  [
    'SELECT COUNT(DoNotCall) FROM Contact',
    'MALFORMED_QUERY',
    'field DoNotCall does not support aggregate operator COUNT',
    'forcedotcom/SFDX-Data-Move-Utility#46',
  ],
  [
    'SELECT COUNT(Id) FROM Contact LIMIT 1',
    'MALFORMED_QUERY',
    'Non-grouped query that uses overall aggregate functions cannot also use LIMIT',
    `${REFERENCE}, "COUNT()"`,
  ],
  [
    'SELECT Id FROM Contact OFFSET 2001',
    'NUMBER_OUTSIDE_VALID_RANGE',
    'Maximum SOQL offset allowed is 2000',
    `${REFERENCE}, "OFFSET"`,
  ],
];

const others: readonly ErrorCase[] = [
  {
    request: ['GET', '/query'],
    status: 400,
    errorCode: 'MALFORMED_QUERY',
    message: /query string has to be specified/,
    source: `${REST}, "Query"; wording as public threads quote it`,
  },
  {
    request: ['GET', '/query/0r8000000000001AAA-2000'],
    status: 400,
    errorCode: 'INVALID_QUERY_LOCATOR',
    message: 'invalid query locator',
    source: 'Salesforce Help 000384958',
  },
  {
    request: ['GET', `/query?q=SELECT+Id+FROM+Contact+WHERE+Title='${'x'.repeat(16_384)}'`],
    status: 414,
    errorCode: 'URI_TOO_LONG',
    message: /16384/,
    source: `${REST}, "Status Codes and Error Responses"; code and wording ours`,
  },
  {
    request: ['GET', '/nope'],
    status: 404,
    errorCode: 'NOT_FOUND',
    message: /^The requested resource does not exist/,
    source: `${REST}, "Status Codes and Error Responses"`,
  },
  {
    request: ['GET', '/services/data/v99.0/query?q=SELECT+Id+FROM+Contact'],
    status: 404,
    errorCode: 'NOT_FOUND',
    message: 'The requested resource does not exist',
    source: `${REST}, "Status Codes and Error Responses"`,
  },
];

/** SOQL over REST. */
export const queryErrors: readonly ErrorCase[] = [
  ...rows.map(([soql, errorCode, message, source, status = 400]): ErrorCase => ({
    request: ['GET', `/query?q=${encodeURIComponent(soql)}`],
    status,
    errorCode,
    message,
    source,
  })),
  ...others,
];
