import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SalesforceError } from '../../src/errors.ts';
import { sampleOrg, type SampleOrg } from './sampleOrg.ts';

const org = sampleOrg();

const NO_SUCH_COLUMN =
  "If you are attempting to use a custom field, be sure to append the '__c' after the custom " +
  'field name. Please reference your WSDL or the describe call for the appropriate names.';
const NO_SUCH_RELATIONSHIP =
  "If you are attempting to use a custom relationship, be sure to append the '__r' after the " +
  'custom relationship name. Please reference your WSDL or the describe call for the appropriate ' +
  'names.';

function errorOf(soql: string, from: SampleOrg = org): SalesforceError {
  try {
    from.records(soql);
  } catch (error) {
    assert.ok(error instanceof SalesforceError, `${soql}: ${String(error)}`);
    return error;
  }
  assert.fail(`Not refused: ${soql}`);
}

describe('errors echo the query', () => {
  it('with a caret, row and column', () => {
    const error = errorOf('SELECT Id, Foo FROM Contact');
    assert.equal(error.errorCode, 'INVALID_FIELD');
    assert.equal(error.status, 400);
    assert.equal(
      error.message,
      '\nSELECT Id, Foo FROM Contact\n           ^\nERROR at Row:1:Column:12\n' +
        `No such column 'Foo' on entity 'Contact'. ${NO_SUCH_COLUMN}`,
    );
  });

  it('on the right row of several', () => {
    const { message } = errorOf('SELECT Id\nFROM Contact\nWHERE Foo = 1');
    assert.match(message, /^\nWHERE Foo = 1\n {6}\^\nERROR at Row:3:Column:7\n/);
  });

  it('only around the place when it is long', () => {
    const filter = "LastName = 'somebody' AND ".repeat(20);
    const { message } = errorOf(
      `SELECT Id FROM Contact WHERE ${filter}Foo = 1 AND ${filter}Id = null`,
    );
    const [, echo, caret] = message.split('\n');
    assert.ok(echo!.length < 100);
    assert.equal(echo!.slice(caret!.indexOf('^')).slice(0, 7), 'Foo = 1');
    assert.match(message, /ERROR at Row:1:Column:550\n/);
  });

  it('at the SELECT that is wrong, not at an equal word before it', () => {
    const { message } = errorOf('SELECT Id, (SELECT Email FROM Contacts), Email FROM Account');
    assert.match(message, /ERROR at Row:1:Column:42\nNo such column 'Email' on entity 'Account'/);
  });
});

describe('refused queries', () => {
  const cases: [soql: string, errorCode: string, message: string | RegExp, column?: number][] = [
    // Names
    [
      'SELECT Id FROM Nope__c',
      'INVALID_TYPE',
      /^sObject type 'Nope__c' is not supported\. If you are attempting to use a custom object/,
      16,
    ],
    ['SELECT Id FROM Contact WHERE Foo = 1', 'INVALID_FIELD', /^No such column 'Foo'/, 30],
    ['SELECT Id FROM Contact ORDER BY Foo', 'INVALID_FIELD', /^No such column 'Foo'/, 33],
    ['SELECT COUNT(Foo) FROM Contact', 'INVALID_FIELD', /^No such column 'Foo'/, 14],
    [
      'SELECT Account.Foo FROM Contact',
      'INVALID_FIELD',
      /^No such column 'Foo' on entity 'Account'/,
      8,
    ],
    [
      'SELECT Chapter__c.Name FROM Contact',
      'INVALID_FIELD',
      `Didn't understand relationship 'Chapter__c' in field path. ${NO_SUCH_RELATIONSHIP}`,
      8,
    ],
    [
      'SELECT (SELECT Id FROM Contact) FROM Account',
      'INVALID_TYPE',
      `Didn't understand relationship 'Contact' in FROM part of query call. ${NO_SUCH_RELATIONSHIP}`,
      24,
    ],
    [
      'SELECT Owner.Manager.Manager.Manager.Manager.Manager.Name FROM Contact',
      'MALFORMED_QUERY',
      /levels/,
      8,
    ],
    // Syntax
    ['SELECT Id FROM Contact WHERE', 'MALFORMED_QUERY', "unexpected token: '<EOF>'", 29],
    ['SELECT Id FROM Contact WHERE IsDeleted', 'MALFORMED_QUERY', "unexpected token: '<EOF>'", 39],
    ['SELECT Id,, Email FROM Contact', 'MALFORMED_QUERY', "unexpected token: ','", 11],
    ['SELECT Id FROM Contact WHERE Email IS NULL', 'MALFORMED_QUERY', "unexpected token: 'IS'", 36],
    ['SELECT Id FROM Contact c d', 'MALFORMED_QUERY', "unexpected token: 'd'", 26],
    ['SELECT * FROM Contact', 'MALFORMED_QUERY', "unexpected token: '*'", 8],
    ['DELETE FROM Contact', 'MALFORMED_QUERY', "unexpected token: 'DELETE'", 1],
    [
      "SELECT Id FROM Contact WHERE Email = 'a' AND Email = 'b' OR Email = 'c'",
      'MALFORMED_QUERY',
      "unexpected token: 'OR'",
      58,
    ],
    [
      "SELECT Id FROM Contact WHERE Email = 'open",
      'MALFORMED_QUERY',
      "line 1:37 mismatched character '<EOF>' expecting '''",
      38,
    ],
    [
      'SELECT Id FROM Contact ALL ROWS',
      'MALFORMED_QUERY',
      'ALL ROWS not allowed in this context',
      24,
    ],
    // Filters
    [
      "SELECT Id FROM Contact WHERE LastModifiedDate > '2026-01-01T00:00:00Z'",
      'INVALID_FIELD',
      "value of filter criterion for field 'LastModifiedDate' must be of type dateTime and should not be enclosed in quotes",
      30,
    ],
    [
      'SELECT Id FROM Contact WHERE LastModifiedDate > 2026-01-01',
      'INVALID_FIELD',
      /must be of type dateTime and should not be enclosed in quotes$/,
    ],
    [
      'SELECT Id FROM Contact WHERE Birthdate = 2026-01-01T00:00:00Z',
      'INVALID_FIELD',
      /must be of type date and should not/,
    ],
    [
      "SELECT Id FROM Contact WHERE Active__c = 'true'",
      'INVALID_FIELD',
      /must be of type boolean and should not/,
    ],
    [
      "SELECT Id FROM Contact WHERE Score__c IN (1, '2')",
      'INVALID_FIELD',
      /must be of type double and should not/,
    ],
    [
      'SELECT Id FROM Contact WHERE Email = 5',
      'INVALID_FIELD',
      /must be of type string and should be enclosed in quotes$/,
    ],
    [
      "SELECT Id FROM Contact WHERE Id = 'abc'",
      'INVALID_QUERY_FILTER_OPERATOR',
      'invalid ID field: abc',
      30,
    ],
    [
      "SELECT Id FROM Contact WHERE Id LIKE '003%'",
      'INVALID_QUERY_FILTER_OPERATOR',
      /^invalid operator on id field/,
    ],
    [
      "SELECT Id FROM Contact WHERE Email INCLUDES ('a')",
      'INVALID_QUERY_FILTER_OPERATOR',
      /^invalid operator/,
    ],
    [
      'SELECT Id FROM Contact WHERE Active__c > false',
      'INVALID_QUERY_FILTER_OPERATOR',
      /^invalid operator/,
    ],
    [
      "SELECT Id FROM Contact WHERE Bio__c = 'x'",
      'INVALID_FIELD',
      "field 'Bio__c' can not be filtered in a query call",
      30,
    ],
    ["SELECT Id FROM Contact WHERE MailingAddress = 'x'", 'INVALID_FIELD', /can not be filtered/],
    [
      'SELECT Id FROM Contact ORDER BY Bio__c',
      'INVALID_FIELD',
      "field 'Bio__c' can not be sorted in a query call",
      33,
    ],
    ['SELECT Id FROM Contact ORDER BY Interests__c', 'INVALID_FIELD', /can not be sorted/],
    [
      'SELECT LastModifiedDate FROM Contact GROUP BY LastModifiedDate',
      'INVALID_FIELD',
      "field 'LastModifiedDate' can not be grouped in a query call",
      47,
    ],
    // Semi-joins
    [
      'SELECT Id FROM Account WHERE Id IN (SELECT Id FROM Account)',
      'MALFORMED_QUERY',
      'The inner and outer selects should not be on the same object type',
    ],
    [
      "SELECT Id FROM Account WHERE Name = 'a' OR Id IN (SELECT AccountId FROM Contact)",
      'MALFORMED_QUERY',
      "Semi join sub-selects are not allowed with the 'OR' operator",
    ],
    [
      "SELECT Id FROM Account WHERE Name = 'b' AND (Name = 'a' OR Id IN (SELECT AccountId FROM Contact))",
      'MALFORMED_QUERY',
      /^Semi join sub-selects are only allowed at the top level WHERE expressions/,
    ],
    [
      'SELECT Id FROM Account WHERE Name IN (SELECT AccountId FROM Contact)',
      'MALFORMED_QUERY',
      /^The left operand field .* should be an id field, cannot use: 'Name'$/,
    ],
    [
      'SELECT Id FROM Account WHERE Id IN (SELECT OwnerId FROM Contact)',
      'MALFORMED_QUERY',
      /should point to the same object type$/,
    ],
    [
      'SELECT Id FROM Account WHERE Id IN (SELECT AccountId FROM Contact WHERE Chapter__c IN (SELECT Id FROM Chapter__c))',
      'MALFORMED_QUERY',
      'Nesting of semi join sub-selects is not supported',
    ],
    [
      'SELECT Id FROM Account WHERE Id IN (SELECT AccountId FROM Contact LIMIT 1)',
      'MALFORMED_QUERY',
      /sub-selects/,
    ],
    // Field lists and aggregates
    ['SELECT Id, Email, id FROM Contact', 'MALFORMED_QUERY', 'duplicate field selected: Id'],
    [
      'SELECT Email mail FROM Contact',
      'MALFORMED_QUERY',
      'only aggregate expressions use field aliasing',
    ],
    [
      'SELECT FIELDS(ALL) FROM Contact',
      'MALFORMED_QUERY',
      'The SOQL FIELDS function must have a LIMIT of at most 200',
    ],
    ['SELECT FIELDS(CUSTOM) FROM Contact LIMIT 201', 'MALFORMED_QUERY', /LIMIT of at most 200$/],
    [
      'SELECT Email, COUNT(Id) FROM Contact',
      'MALFORMED_QUERY',
      'Field must be grouped or aggregated: Email',
    ],
    [
      'SELECT COUNT(Id) FROM Contact GROUP BY Email ORDER BY LastName',
      'MALFORMED_QUERY',
      'Ordered field must be grouped or aggregated: LastName',
    ],
    ['SELECT COUNT(Id) a, MAX(Email) A FROM Contact', 'MALFORMED_QUERY', 'duplicate alias: A'],
    [
      'SELECT COUNT(Active__c) FROM Contact',
      'MALFORMED_QUERY',
      'field Active__c does not support aggregate operator COUNT',
    ],
    [
      'SELECT SUM(Email) FROM Contact',
      'MALFORMED_QUERY',
      'field Email does not support aggregate operator SUM',
    ],
    [
      'SELECT COUNT(Id) FROM Contact LIMIT 1',
      'MALFORMED_QUERY',
      'Non-grouped query that uses overall aggregate functions cannot also use LIMIT',
    ],
    ['SELECT COUNT(), Email FROM Contact', 'MALFORMED_QUERY', /^unexpected token/],
    [
      'SELECT Id FROM Contact OFFSET 2001',
      'NUMBER_OUTSIDE_VALID_RANGE',
      'Maximum SOQL offset allowed is 2000',
    ],
  ];
  for (const [soql, errorCode, expected, column] of cases) {
    it(soql, () => {
      const error = errorOf(soql);
      const echo = /^\n.*\n *\^\nERROR at Row:\d+:Column:(\d+)\n/.exec(error.message);
      const message = error.message.slice(echo?.[0].length ?? 0);
      assert.equal(error.errorCode, errorCode);
      if (typeof expected === 'string') assert.equal(message, expected);
      else assert.match(message, expected);
      if (column !== undefined) assert.equal(Number(echo?.[1]), column);
    });
  }
});

describe('what the local org does not know is refused by name, never ignored', () => {
  const cases: [soql: string, what: RegExp][] = [
    ['SELECT Id FROM Contact USING SCOPE mine', /USING SCOPE/],
    ['SELECT Id FROM Contact FOR VIEW', /FOR VIEW/],
    ['SELECT Id FROM Contact UPDATE TRACKING', /UPDATE TRACKING/],
    ['SELECT Id FROM Contact WITH DATA CATEGORY A__c AT b__c', /WITH DATA CATEGORY/],
    ['SELECT Id FROM Contact WITH SYSTEM_MODE', /SYSTEM_MODE/],
    ['SELECT TYPEOF Owner WHEN User THEN Name END FROM Contact', /TYPEOF/],
    ['SELECT toLabel(Email) FROM Contact', /toLabel/],
    ['SELECT FORMAT(Score__c) FROM Contact', /FORMAT/],
    [
      'SELECT CALENDAR_YEAR(Birthdate) FROM Contact GROUP BY CALENDAR_YEAR(Birthdate)',
      /CALENDAR_YEAR/,
    ],
    ['SELECT Id FROM Contact WHERE CALENDAR_YEAR(Birthdate) = 1990', /CALENDAR_YEAR/],
    ['SELECT Email FROM Contact GROUP BY ROLLUP(Email)', /ROLLUP/],
    ['SELECT Id FROM Account WHERE AnnualRevenue > USD500', /USD500/],
    ['SELECT (SELECT COUNT(Id) FROM Contacts) FROM Account', /aggregate/],
    ['SELECT MAX(Industry) FROM Account', /picklist/],
    [
      'SELECT Name FROM Account GROUP BY Name HAVING (NOT COUNT(Id) < 2) AND Name != null',
      /NOT and parentheses/,
    ],
  ];
  for (const [soql, what] of cases) {
    it(soql, () => {
      const error = errorOf(soql);
      assert.equal(error.errorCode, 'NOT_IMPLEMENTED');
      assert.match(error.message, what);
    });
  }

  it('while both ways to ask for user mode are fine', () => {
    assert.deepEqual(org.records('SELECT Id FROM Contact WITH SECURITY_ENFORCED'), []);
    assert.deepEqual(org.records('SELECT Id FROM Contact WITH USER_MODE'), []);
  });
});

describe('what the user may not see does not exist', () => {
  const withoutAccountId = org.as({ canReadField: (_, field) => field.name !== 'AccountId' });
  const withoutEmail = org.as({ canReadField: (_, field) => field.name !== 'Email' });
  const withoutAccount = org.as({ canRead: (object) => object.name !== 'Account' });
  const withoutContact = org.as({ canRead: (object) => object.name !== 'Contact' });
  const cases: [soql: string, from: SampleOrg, errorCode: string, message: RegExp][] = [
    ['SELECT Email FROM Contact', withoutEmail, 'INVALID_FIELD', /No such column 'Email'/],
    [
      "SELECT Id FROM Contact WHERE Email = 'a'",
      withoutEmail,
      'INVALID_FIELD',
      /No such column 'Email'/,
    ],
    [
      'SELECT Id FROM Contact ORDER BY Email',
      withoutEmail,
      'INVALID_FIELD',
      /No such column 'Email'/,
    ],
    [
      'SELECT COUNT(Id) FROM Contact GROUP BY Email',
      withoutEmail,
      'INVALID_FIELD',
      /No such column 'Email'/,
    ],
    [
      'SELECT Account.Name FROM Contact',
      withoutAccountId,
      'INVALID_FIELD',
      /relationship 'Account' in field path/,
    ],
    [
      'SELECT Account.Name FROM Contact',
      withoutAccount,
      'INVALID_FIELD',
      /relationship 'Account' in field path/,
    ],
    [
      'SELECT (SELECT Id FROM Contacts) FROM Account',
      withoutAccountId,
      'INVALID_TYPE',
      /relationship 'Contacts' in FROM/,
    ],
    [
      'SELECT (SELECT Id FROM Contacts) FROM Account',
      withoutContact,
      'INVALID_TYPE',
      /relationship 'Contacts' in FROM/,
    ],
    [
      'SELECT Id FROM Contact',
      withoutContact,
      'INVALID_TYPE',
      /sObject type 'Contact' is not supported/,
    ],
    [
      'SELECT Id FROM Account WHERE Id IN (SELECT AccountId FROM Contact)',
      withoutContact,
      'INVALID_TYPE',
      /sObject type 'Contact' is not supported/,
    ],
  ];
  for (const [soql, from, errorCode, message] of cases) {
    it(soql, () => {
      const error = errorOf(soql, from);
      assert.equal(error.errorCode, errorCode);
      assert.match(error.message, message);
    });
  }

  it('nor is it among FIELDS(ALL)', () => {
    withoutEmail.insert('Contact', { LastName: 'Ada' });
    const [record] = withoutEmail.records('SELECT FIELDS(ALL) FROM Contact LIMIT 1');
    assert.ok(!('Email' in record!));
  });
});
