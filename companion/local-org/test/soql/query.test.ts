import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { type RestRecord, runQuery } from '../../src/soql/query.ts';
import { OTHER_USER, sampleOrg, USER } from './sampleOrg.ts';

const org = sampleOrg();
let acme: string;
let ada: string;

before(() => {
  org.insert('User', { Id: USER, Name: 'Uma', IsActive: true, ManagerId: OTHER_USER });
  org.insert('User', { Id: OTHER_USER, Name: 'Max', IsActive: true });
  acme = org.insert('Account', {
    Name: 'Acme',
    OwnerId: USER,
    Industry: 'Banking',
    NumberOfEmployees: 10,
    AnnualRevenue: 1000.5,
    IsPartner__c: true,
  });
  const zeta = org.insert('Account', {
    Name: 'Zeta',
    OwnerId: OTHER_USER,
    Industry: 'Retail',
    NumberOfEmployees: 30,
  });
  org.insert('Account', { Name: 'Empty', OwnerId: USER });
  const north = org.insert('Chapter__c', { Name: 'North', Region__c: zeta });
  ada = org.insert('Contact', {
    LastName: 'Ada',
    AccountId: acme,
    OwnerId: USER,
    Chapter__c: north,
    Email: 'ADA@example.org',
    Birthdate: '1990-05-01',
    LastModifiedDate: '2026-11-21T07:00:00.000+0000',
    Score__c: 1.5,
    Active__c: true,
    Interests__c: 'art;books',
    MailingCity: 'Oslo',
    MailingPostalCode: '0150',
  });
  org.insert('Contact', {
    LastName: 'bob_o',
    AccountId: acme,
    OwnerId: OTHER_USER,
    LastModifiedDate: '2026-11-20T23:59:59.000+0000',
    Score__c: 3,
    Interests__c: 'books',
    Email: 'bob@example.org',
  });
  org.insert('Contact', {
    LastName: "O'Cara",
    AccountId: zeta,
    OwnerId: OTHER_USER,
    LastModifiedDate: '2026-10-01T00:00:00.000+0000',
    Active__c: true,
    Interests__c: 'art;music',
  });
  org.insert('Contact', { LastName: 'Dan', OwnerId: USER, Score__c: -2 });
  org.insert('Contact', { LastName: 'Gone', AccountId: acme, OwnerId: USER, IsDeleted: true });
});

const lastNames = (where: string) =>
  org.values(`SELECT LastName FROM Contact ${where} ORDER BY LastName`);

describe('WHERE', () => {
  const cases: [where: string, expected: string[]][] = [
    ["LastName = 'ADA'", ['Ada']],
    ["LastName <> 'ada' AND Score__c != 3", ['Dan', "O'Cara"]],
    ["LastName = 'O\\'Cara'", ["O'Cara"]],
    ["LastName LIKE '%a%'", ['Ada', 'Dan', "O'Cara"]],
    ["LastName LIKE 'b_b%'", ['bob_o']],
    ["LastName LIKE 'bob\\_o'", ['bob_o']],
    ["LastName LIKE 'ad\\_'", []],
    ["(NOT Email LIKE 'ada%')", ['bob_o', 'Dan', "O'Cara"]],
    // Null is no value that is less or greater, but it is different. And '' is null.
    ['Score__c < 2', ['Ada', 'Dan']],
    ['NOT Score__c < 2', ['bob_o', "O'Cara"]],
    ['Score__c = null', ["O'Cara"]],
    ["Email = ''", ['Dan', "O'Cara"]],
    ["Email != ''", ['Ada', 'bob_o']],
    ["Email != 'ada@EXAMPLE.org'", ['bob_o', 'Dan', "O'Cara"]],
    ["Email IN ('ada@example.org', null)", ['Ada', 'Dan', "O'Cara"]],
    ["Email NOT IN ('ada@example.org')", ['bob_o', 'Dan', "O'Cara"]],
    ["Email NOT IN ('ada@example.org', null)", ['bob_o']],
    ['Score__c IN (3, -2)', ['bob_o', 'Dan']],
    ['Score__c >= -2.0 AND Score__c <= 1.5', ['Ada', 'Dan']],
    ['Active__c = TRUE', ['Ada', "O'Cara"]],
    ['Active__c != true', ['bob_o', 'Dan']],
    ['Active__c = null', ['bob_o', 'Dan']],
    // A checkbox of a parent that is not there counts as not checked.
    ['Account.IsPartner__c = false', ['Dan', "O'Cara"]],
    ["Interests__c INCLUDES ('art')", ['Ada', "O'Cara"]],
    ["Interests__c INCLUDES ('art;books', 'music')", ['Ada', "O'Cara"]],
    ["Interests__c INCLUDES ('art;books')", ['Ada']],
    ["Interests__c EXCLUDES ('art')", ['bob_o', 'Dan']],
    ["Interests__c = 'books'", ['bob_o']],
    ['Birthdate = 1990-05-01', ['Ada']],
    ['Birthdate > 1990-05-01', []],
    ['LastModifiedDate >= 2026-11-21T07:00:00Z', ['Ada']],
    ['LastModifiedDate >= 2026-11-21T08:00:00+01:00', ['Ada']],
    ['LastModifiedDate > 2026-11-21T06:59:59.999Z', ['Ada']],
    ['LastModifiedDate = TODAY', ['Ada']],
    ['LastModifiedDate < today', ['bob_o', "O'Cara"]],
    ['LastModifiedDate <= YESTERDAY', ['bob_o', "O'Cara"]],
    ['LastModifiedDate > YESTERDAY', ['Ada']],
    ['LastModifiedDate IN (TODAY, LAST_MONTH)', ['Ada', "O'Cara"]],
    ['LastModifiedDate != LAST_N_DAYS:1', ['Dan', "O'Cara"]],
    ["Account.Name = 'acme'", ['Ada', 'bob_o']],
    ["Account.Name != 'acme'", ['Dan', "O'Cara"]],
    ["Account.Owner.Manager.Name = 'Max'", ['Ada', 'bob_o']],
    ["Chapter__r.Region__r.Name = 'Zeta'", ['Ada']],
    ["(LastName = 'Ada' OR LastName = 'Dan') AND (NOT (Score__c = -2))", ['Ada']],
    ["NOT (NOT (NOT (LastName = 'Ada')))", ['bob_o', 'Dan', "O'Cara"]],
    ["AccountId IN (SELECT Id FROM Account WHERE Name LIKE 'A%')", ['Ada', 'bob_o']],
    ["AccountId NOT IN (SELECT Id FROM Account WHERE Name LIKE 'A%')", ['Dan', "O'Cara"]],
    ['AccountId IN (SELECT Region__c FROM Chapter__c)', ["O'Cara"]],
  ];
  for (const [where, expected] of cases) {
    it(where, () => {
      assert.deepEqual(lastNames(`WHERE ${where}`), expected);
    });
  }

  it('takes Ids of 15 and 18 characters, and thousands of them', () => {
    assert.deepEqual(lastNames(`WHERE Id = '${ada}'`), ['Ada']);
    assert.deepEqual(lastNames(`WHERE Id = '${ada.slice(0, 15)}'`), ['Ada']);
    const many = Array.from({ length: 4000 }, () => `'${ada.slice(0, 15)}'`).join(',');
    assert.deepEqual(lastNames(`WHERE Id IN (${many})`), ['Ada']);
  });

  it('anti-joins ignore nulls in the inner SELECT', () => {
    assert.deepEqual(
      org.values('SELECT Name FROM Account WHERE Id NOT IN (SELECT AccountId FROM Contact)'),
      ['Empty'],
    );
  });
});

describe('ORDER BY, LIMIT, OFFSET', () => {
  const cases: [tail: string, expected: (string | null)[]][] = [
    ['ORDER BY LastName DESC', ["O'Cara", 'Dan', 'bob_o', 'Ada']],
    ['ORDER BY Score__c', ["O'Cara", 'Dan', 'Ada', 'bob_o']],
    ['ORDER BY Score__c DESC', ["O'Cara", 'bob_o', 'Ada', 'Dan']],
    ['ORDER BY Score__c DESC NULLS LAST', ['bob_o', 'Ada', 'Dan', "O'Cara"]],
    ['ORDER BY Account.Name NULLS LAST, LastName DESC', ['bob_o', 'Ada', "O'Cara", 'Dan']],
    // Picklists sort in the order of their values: Retail, Banking.
    ['ORDER BY Account.Industry, LastName', ['Dan', "O'Cara", 'Ada', 'bob_o']],
    ['ORDER BY LastName LIMIT 2', ['Ada', 'bob_o']],
    ['ORDER BY LastName LIMIT 2 OFFSET 1', ['bob_o', 'Dan']],
    ['ORDER BY LastName OFFSET 3', ["O'Cara"]],
    ['LIMIT 0', []],
  ];
  for (const [tail, expected] of cases) {
    it(tail, () => {
      assert.deepEqual(org.values(`SELECT LastName FROM Contact ${tail}`), expected);
    });
  }
});

describe('records', () => {
  const only = (fields: string) =>
    org.records(`SELECT ${fields} FROM Contact c WHERE c.LastName = 'Ada'`)[0];

  it('have attributes first, then the fields as asked for, in the spelling of the schema', () => {
    const record = only('active__C, lastname, c.Id, Contact.Score__c, Bio__c');
    assert.equal(
      JSON.stringify(record),
      JSON.stringify({
        attributes: { type: 'Contact', url: `/services/data/v64.0/sobjects/Contact/${ada}` },
        Active__c: true,
        LastName: 'Ada',
        Id: ada,
        Score__c: 1.5,
        Bio__c: null,
      }),
    );
  });

  it('nest parents, and say null where there is none', () => {
    const record = only('Account.Name, LastName, account.Owner.Manager.Name, Account.IsPartner__c');
    const attributes = (type: string, id: string) => ({
      type,
      url: `/services/data/v64.0/sobjects/${type}/${id}`,
    });
    assert.deepEqual(record?.['Account'], {
      attributes: attributes('Account', acme),
      Name: 'Acme',
      Owner: {
        attributes: attributes('User', USER),
        Manager: { attributes: attributes('User', OTHER_USER), Name: 'Max' },
      },
      IsPartner__c: true,
    });
    assert.deepEqual(Object.keys(record), ['attributes', 'Account', 'LastName']);
    const [orphan] = org.records("SELECT Account.Name FROM Contact WHERE LastName = 'Dan'");
    assert.equal(orphan?.['Account'], null);
  });

  it('make addresses of their parts', () => {
    assert.deepEqual(only('MailingAddress')?.['MailingAddress'], {
      city: 'Oslo',
      postalCode: '0150',
      street: null,
    });
    const [dan] = org.records("SELECT MailingAddress FROM Contact WHERE LastName = 'Dan'");
    assert.equal(dan?.['MailingAddress'], null);
  });

  it('nest children, limited for each parent, and say null where there are none', () => {
    const accounts = org.records(
      `SELECT Name, (SELECT LastName, Account.Name FROM Account.Contacts
       WHERE LastName != 'x' ORDER BY LastName DESC LIMIT 1) FROM Account ORDER BY Name`,
    );
    assert.deepEqual(
      accounts.map(({ Name, Contacts }) => [Name, Contacts]),
      [
        [
          'Acme',
          {
            totalSize: 1,
            done: true,
            records: org.records(
              "SELECT LastName, Account.Name FROM Contact WHERE LastName = 'bob_o'",
            ),
          },
        ],
        ['Empty', null],
        [
          'Zeta',
          {
            totalSize: 1,
            done: true,
            records: org.records(
              "SELECT LastName, Account.Name FROM Contact WHERE LastName LIKE 'O%'",
            ),
          },
        ],
      ],
    );
  });

  it('come with FIELDS()', () => {
    const [all] = org.records("SELECT FIELDS(ALL) FROM Contact WHERE LastName = 'Ada' LIMIT 200");
    assert.equal(Object.keys(all!).length, 1 + org.context.schema.object('Contact')!.fields.size);
    const [custom] = org.records('SELECT FIELDS(CUSTOM) FROM Account LIMIT 1');
    assert.deepEqual(Object.keys(custom!), ['attributes', 'IsPartner__c']);
    const [standard] = org.records('SELECT FIELDS(STANDARD) FROM Chapter__c');
    assert.deepEqual(Object.keys(standard!), ['attributes', 'Id', 'IsDeleted', 'Name']);
  });

  it('can be fetched page by page, in order', () => {
    const result = runQuery('SELECT LastName FROM Contact ORDER BY LastName', org.context);
    assert.ok(result.kind === 'rows');
    assert.equal(result.totalSize, 4);
    const pages = [result.fetch(0, 3), result.fetch(3, 6)];
    assert.deepEqual(
      pages.map((page) => page.map((record) => record['LastName'])),
      [['Ada', 'bob_o', 'Dan'], ["O'Cara"]],
    );
  });
});

describe('aggregates', () => {
  it('COUNT() gives a number', () => {
    assert.deepEqual(runQuery('SELECT COUNT() FROM Contact WHERE Score__c > 0', org.context), {
      kind: 'count',
      totalSize: 2,
    });
    assert.equal(runQuery('SELECT COUNT() FROM Contact LIMIT 3', org.context).totalSize, 3);
  });

  const result = (values: object) => ({ attributes: { type: 'AggregateResult' }, ...values });
  const cases: [soql: string, expected: object[]][] = [
    [
      `SELECT COUNT(Id), COUNT(Score__c) scored, SUM(Score__c), AVG(Score__c), MIN(LastName),
       MAX(LastModifiedDate), COUNT_DISTINCT(AccountId) FROM Contact`,
      [
        {
          expr0: 4,
          scored: 3,
          expr1: 2.5,
          expr2: 2.5 / 3,
          expr3: 'Ada',
          expr4: '2026-11-21T07:00:00.000+0000',
          expr5: 2,
        },
      ],
    ],
    [
      'SELECT Account.Name, COUNT(Id) FROM Contact GROUP BY Account.Name ORDER BY Account.Name',
      [
        { Name: null, expr0: 1 },
        { Name: 'Acme', expr0: 2 },
        { Name: 'Zeta', expr0: 1 },
      ],
    ],
    [
      'SELECT Active__c a FROM Contact GROUP BY Active__c ORDER BY COUNT(Score__c) DESC',
      [{ a: false }, { a: true }],
    ],
    [
      `SELECT Account.Name n FROM Contact WHERE AccountId != null GROUP BY Account.Name
       HAVING COUNT(Id) > 1 AND (MAX(LastName) LIKE 'b%' OR MIN(LastName) = null)`,
      [{ n: 'Acme' }],
    ],
    ["SELECT COUNT(Id) FROM Contact WHERE LastName = 'nobody' GROUP BY Email", []],
  ];
  for (const [soql, expected] of cases) {
    it(soql, () => {
      assert.deepEqual(org.records(soql), expected.map(result));
    });
  }
});

describe('what a user sees', () => {
  it('deleted rows only if asked for', () => {
    const all = org.as({}, { includeDeleted: true });
    const soql = 'SELECT LastName FROM Contact WHERE IsDeleted = true';
    assert.deepEqual(org.values(soql), []);
    assert.deepEqual(all.values(soql), ['Gone']);
  });

  it("other people's rows only with View All, also as parents, children and in semi-joins", () => {
    const limited = org.as({ viewsAll: (object) => object.name === 'User' });
    assert.deepEqual(limited.values('SELECT LastName FROM Contact ORDER BY LastName'), [
      'Ada',
      'Dan',
    ]);
    const [member] = limited.records(
      "SELECT Chapter__r.Region__r.Name FROM Contact WHERE LastName = 'Ada'",
    );
    assert.equal((member!['Chapter__r'] as RestRecord)['Region__r'], null);
    const [account] = limited.records(
      "SELECT (SELECT Id FROM Contacts) FROM Account WHERE Name = 'Acme'",
    );
    assert.equal((account!['Contacts'] as { totalSize: number }).totalSize, 1);
    const soql =
      "SELECT Name FROM Account WHERE Id IN (SELECT AccountId FROM Contact WHERE LastName = 'bob_o')";
    assert.deepEqual(org.values(soql), ['Acme']);
    assert.deepEqual(limited.values(soql), []);
  });
});
