import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import type { Value, Values } from '../../src/schema/types.ts';
import { sampleOrg } from './sampleOrg.ts';

// SOQL against a naive evaluation of the same condition over the same records. Values come from
// small pools, so that equal ones, nulls and differences of case are common.

interface Predicate {
  readonly soql: string;
  readonly holds: (record: Values) => boolean;
}

const texts = ['ada', 'Ada', 'bob', 'a_b', 'a%b', "o'b", 'x\\y'];
const numbers = [-1.5, 0, 2, 10];
const days = ['2026-01-31', '2026-02-01', '2026-11-21'];
const options = ['art', 'books', 'music'];
type FilteredField = 'LastName' | 'Score__c' | 'Birthdate' | 'Active__c' | 'Interests__c';

const orNull = <T extends Value>(values: readonly T[]) => fc.option(fc.constantFrom(...values));

const record: fc.Arbitrary<Values> = fc.record({
  LastName: orNull(texts),
  Score__c: orNull(numbers),
  Birthdate: orNull(days),
  Active__c: fc.boolean(),
  Interests__c: fc
    .subarray(options)
    .map((chosen): Value => (chosen.length > 0 ? chosen.join(';') : null)),
});

/** Case does not count in text. */
const fold = (value: Value): Value => (typeof value === 'string' ? value.toLowerCase() : value);

function literal(value: Value): string {
  if (typeof value !== 'string' || days.includes(value)) return String(value);
  return `'${value.replace(/['\\]/g, '\\$&')}'`;
}

const value = fc.oneof(
  fc.tuple(fc.constant('LastName'), orNull(texts)),
  fc.tuple(fc.constant('Score__c'), orNull(numbers)),
  fc.tuple(fc.constant('Birthdate'), orNull(days)),
);

const equality = fc.tuple(value, fc.boolean()).map(([[field, wanted], negated]): Predicate => ({
  soql: `${field} ${negated ? '!=' : '='} ${literal(wanted)}`,
  holds: (r) => (fold(r[field]!) === fold(wanted)) !== negated,
}));

const order = fc
  .tuple(value, fc.constantFrom('<', '<=', '>', '>='))
  .map(([[field, bound], operator]): Predicate => ({
    soql: `${field} ${operator} ${literal(bound)}`,
    holds: (r) => {
      const left = fold(r[field]!);
      const right = fold(bound);
      if (left === null || right === null) return false;
      const sign = left < right ? -1 : left > right ? 1 : 0;
      return { '<': sign < 0, '<=': sign <= 0, '>': sign > 0, '>=': sign >= 0 }[operator];
    },
  }));

const list = fc
  .tuple(fc.array(orNull(texts), { minLength: 1, maxLength: 4 }), fc.boolean())
  .map(([wanted, negated]): Predicate => ({
    soql: `LastName ${negated ? 'NOT IN' : 'IN'} (${wanted.map(literal).join(', ')})`,
    holds: (r) => wanted.map(fold).includes(fold(r['LastName']!)) !== negated,
  }));

const like = fc.constantFrom(...texts).chain((text) =>
  fc.nat(text.length).map((length): Predicate => {
    const start = text.slice(0, length);
    return {
      soql: `LastName LIKE '${start.replace(/['\\%_]/g, '\\$&')}%'`,
      holds: (r) =>
        typeof r['LastName'] === 'string' &&
        r['LastName'].toLowerCase().startsWith(start.toLowerCase()),
    };
  }),
);

const checkbox = fc.tuple(fc.boolean(), fc.boolean()).map(([wanted, negated]): Predicate => ({
  soql: `Active__c ${negated ? '!=' : '='} ${wanted}`,
  holds: (r) => (r['Active__c'] === wanted) !== negated,
}));

const multipicklist = fc
  .tuple(
    fc.array(fc.subarray(options, { minLength: 1 }), { minLength: 1, maxLength: 2 }),
    fc.boolean(),
  )
  .map(([alternatives, negated]): Predicate => ({
    soql: `Interests__c ${negated ? 'EXCLUDES' : 'INCLUDES'} (${alternatives
      .map((all) => `'${all.join(';')}'`)
      .join(', ')})`,
    holds: (r) => {
      const chosen = typeof r['Interests__c'] === 'string' ? r['Interests__c'].split(';') : [];
      return alternatives.some((all) => all.every((one) => chosen.includes(one))) !== negated;
    },
  }));

const { condition } = fc.letrec<{ condition: Predicate }>((tie) => {
  const group = (operator: 'AND' | 'OR') =>
    fc.array(tie('condition'), { minLength: 2, maxLength: 3 }).map((terms): Predicate => ({
      soql: terms.map(({ soql }) => `(${soql})`).join(` ${operator} `),
      holds: (r) =>
        operator === 'AND'
          ? terms.every(({ holds }) => holds(r))
          : terms.some(({ holds }) => holds(r)),
    }));
  const negation = tie('condition').map(({ soql, holds }): Predicate => ({
    soql: `NOT (${soql})`,
    holds: (r) => !holds(r),
  }));
  return {
    condition: fc.oneof(
      { maxDepth: 4 },
      fc.oneof(equality, order, list, like, checkbox, multipicklist),
      group('AND'),
      group('OR'),
      negation,
    ),
  };
});

interface SortKey {
  readonly field: FilteredField;
  readonly descending: boolean;
  readonly nullsLast: boolean;
}

const sortKeys: fc.Arbitrary<SortKey[]> = fc.uniqueArray(
  fc.record({
    field: fc.constantFrom('LastName', 'Score__c', 'Birthdate', 'Active__c'),
    descending: fc.boolean(),
    nullsLast: fc.boolean(),
  }),
  { selector: ({ field }) => field, maxLength: 3 },
);

function compare(a: Values, b: Values, keys: readonly SortKey[]): number {
  for (const { field, descending, nullsLast } of keys) {
    const left = fold(a[field]!);
    const right = fold(b[field]!);
    if (left === right) continue;
    if (left === null) return nullsLast ? 1 : -1;
    if (right === null) return nullsLast ? -1 : 1;
    return left < right === descending ? 1 : -1;
  }
  return 0;
}

it('finds what a naive evaluation finds, in the order that it gives', () => {
  fc.assert(
    fc.property(
      fc.array(record, { maxLength: 25 }),
      condition,
      sortKeys,
      (records, { soql, holds }, keys) => {
        const org = sampleOrg();
        const stored = records.map((values) => ({ ...values, Id: org.insert('Contact', values) }));
        const orderBy = keys.map(
          ({ field, descending, nullsLast }) =>
            `${field} ${descending ? 'DESC' : 'ASC'} NULLS ${nullsLast ? 'LAST' : 'FIRST'}`,
        );
        // Id settles what the other keys leave open, and has the same order in both.
        const found = org.values(
          `SELECT Id FROM Contact WHERE ${soql} ORDER BY ${[...orderBy, 'Id'].join(', ')}`,
        );
        const expected = stored
          .filter(holds)
          .sort((a, b) => compare(a, b, keys) || (a.Id < b.Id ? -1 : 1))
          .map(({ Id }) => Id);
        org.context.db.close();
        assert.deepEqual(found, expected);
      },
    ),
    { numRuns: 200 },
  );
});
