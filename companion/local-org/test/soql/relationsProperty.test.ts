import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import type { RestRecord } from '../../src/soql/query.ts';
import { sampleOrg, type SampleOrg } from './sampleOrg.ts';

// What property.test.ts does for conditions on one object: queries over parents, children and groups
// against loops over the same random records.

interface Account {
  readonly id: string;
  readonly industry: string | null;
}
interface Contact {
  readonly id: string;
  readonly name: string;
  readonly score: number | null;
  readonly account: Account | null;
}
interface Data {
  readonly org: SampleOrg;
  readonly accounts: readonly Account[];
  readonly contacts: readonly Contact[];
}

const names = ['ada', 'bob', 'cyd'];
/** In the order of the picklist, which is the order of sorting. */
const industries = ['Retail', 'Banking'];
const industry = fc.option(fc.constantFrom(...industries));
const rows = fc.record({
  industries: fc.array(industry, { minLength: 1, maxLength: 6 }),
  contacts: fc.array(
    fc.record({
      name: fc.constantFrom(...names),
      score: fc.option(fc.constantFrom(-1.5, 0, 2, 10)),
      account: fc.option(fc.nat()),
    }),
    { maxLength: 25 },
  ),
});
const asked = fc.record({
  industry,
  name: fc.constantFrom(...names),
  negated: fc.boolean(),
  count: fc.integer({ min: 1, max: 5 }),
  skip: fc.nat(5),
});
type Asked = typeof asked extends fc.Arbitrary<infer T> ? T : never;

function store(random: typeof rows extends fc.Arbitrary<infer T> ? T : never): Data {
  const org = sampleOrg();
  const accounts = random.industries.map((of) => ({
    id: org.insert('Account', { Name: 'A', Industry: of }),
    industry: of,
  }));
  const contacts = random.contacts.map(({ name, score, account: index }) => {
    const account = index === null ? null : accounts[index % accounts.length]!;
    const values = { LastName: name, Score__c: score, AccountId: account?.id ?? null };
    return { id: org.insert('Contact', values), name, score, account };
  });
  return { org, accounts, contacts };
}

const literal = (text: string | null) => (text === null ? 'null' : `'${text}'`);
const idOf = ({ id }: { readonly id: string }) => id;
/** Nulls first, then Ids, as `ORDER BY Score__c, Id` does. */
const byScore = (a: Contact, b: Contact) =>
  (a.score ?? -Infinity) - (b.score ?? -Infinity) || (a.id < b.id ? -1 : 1);

const scoresOf = (contacts: readonly Contact[]) =>
  contacts.flatMap(({ score }) => (score === null ? [] : [score]));

/** Each asks the org and the records the same question. */
const questions: Readonly<
  Record<string, (data: Data, asked: Asked) => { found: unknown; expected: unknown }>
> = {
  'parents in conditions and results': ({ org, contacts }, { industry: wanted, negated }) => ({
    found: org
      .records(
        `SELECT Id, Account.Industry FROM Contact
         WHERE Account.Industry ${negated ? '!=' : '='} ${literal(wanted)} ORDER BY Id`,
      )
      .map(({ Id, Account }): unknown[] => [Id, (Account as RestRecord | null)?.['Industry']]),
    expected: contacts
      .filter(({ account }) => ((account?.industry ?? null) === wanted) !== negated)
      .map(({ id, account }) => [id, account?.industry]),
  }),

  'semi-joins and anti-joins': ({ org, accounts, contacts }, { name, negated }) => ({
    found: org.values(
      `SELECT Id FROM Account WHERE Id ${negated ? 'NOT IN' : 'IN'}
       (SELECT AccountId FROM Contact WHERE LastName = '${name}') ORDER BY Id`,
    ),
    expected: accounts
      .filter(
        (account) =>
          contacts.some((one) => one.account === account && one.name === name) !== negated,
      )
      .map(idOf),
  }),

  children: ({ org, accounts, contacts }, { name, count, skip }) => ({
    found: org
      .records(
        `SELECT Id, (SELECT Id FROM Contacts WHERE LastName != '${name}'
         ORDER BY Score__c, Id LIMIT ${count} OFFSET ${skip}) FROM Account ORDER BY Id`,
      )
      .map(({ Id, Contacts }): unknown[] => [
        Id,
        ((Contacts as { records: RestRecord[] } | null)?.records ?? []).map((one) => one['Id']),
      ]),
    expected: accounts.map((account) => [
      account.id,
      contacts
        .filter((one) => one.account === account && one.name !== name)
        .sort(byScore)
        .slice(skip, skip + count)
        .map(idOf),
    ]),
  }),

  groups: ({ org, contacts }, { count }) => ({
    found: org
      .records(
        `SELECT Account.Industry industry, COUNT(Id) n, COUNT(Score__c) scored, SUM(Score__c) total,
         MIN(Score__c) least, MAX(Score__c) most, COUNT_DISTINCT(Score__c) kinds
         FROM Contact GROUP BY Account.Industry HAVING COUNT(Id) >= ${count}
         ORDER BY Account.Industry`,
      )
      .map((row) => ({ ...row, attributes: undefined })),
    expected: [null, ...industries].flatMap((of) => {
      const members = contacts.filter(({ account }) => (account?.industry ?? null) === of);
      if (members.length < count) return [];
      const scores = scoresOf(members);
      const orNull = (value: number) => (scores.length === 0 ? null : value);
      return [
        {
          attributes: undefined,
          industry: of,
          n: members.length,
          scored: scores.length,
          total: orNull(scores.reduce((sum, score) => sum + score, 0)),
          least: orNull(Math.min(...scores)),
          most: orNull(Math.max(...scores)),
          kinds: new Set(scores).size,
        },
      ];
    }),
  }),

  'LIMIT and OFFSET': ({ org, contacts }, { count, skip }) => ({
    found: org.values(`SELECT Id FROM Contact ORDER BY Score__c, Id LIMIT ${count} OFFSET ${skip}`),
    expected: contacts
      .toSorted(byScore)
      .slice(skip, skip + count)
      .map(idOf),
  }),
};

for (const [what, ask] of Object.entries(questions)) {
  it(`finds what loops find: ${what}`, () => {
    fc.assert(
      fc.property(rows, asked, (random, question) => {
        const data = store(random);
        const { found, expected } = ask(data, question);
        data.org.context.db.close();
        assert.deepEqual(found, expected);
      }),
      { numRuns: 100 },
    );
  });
}
