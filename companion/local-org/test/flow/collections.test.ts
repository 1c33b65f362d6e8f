import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Values } from '../../src/schema/types.ts';
import {
  assignments,
  compiled,
  connector,
  flowXml,
  grouped,
  item,
  named,
  problemsOf,
  save,
  start,
  update,
} from './support.ts';

/*
 * Salesforce Help: "Operators in Flow Assignment Elements", "Flow Element: Collection Filter",
 * "Flow Element: Collection Sort", "Flow Resources: Global Variables".
 */

const text = (value: string) => `<stringValue>${value}</stringValue>`;
const number = (value: number) => `<numberValue>${value}</numberValue>`;
const reference = (path: string) => `<elementReference>${path}</elementReference>`;
const variable = (name: string, type: string, rest = '') =>
  `<variables><name>${name}</name><dataType>${type}</dataType>${rest}</variables>`;
const list = '<isCollection>true</isCollection>';
const ofLoans = '<objectType>Loan__c</objectType>';
const lookup = (to: string) =>
  `<recordLookups>${named('Loans')}${connector(to)}<getFirstRecordOnly>false</getFirstRecordOnly><object>Loan__c</object><storeOutputAutomatically>true</storeOutputAutomatically></recordLookups>`;
const processor = (name: string, type: string, over: string, rest: string) =>
  `<collectionProcessors>${named(name)}<elementSubtype>${type}CollectionProcessor</elementSubtype><collectionProcessorType>${type}CollectionProcessor</collectionProcessorType><collectionReference>${over}</collectionReference>${rest}</collectionProcessors>`;
const sort = (name: string, over: string, options: string, to?: string) =>
  processor(name, 'Sort', over, `${to ? connector(to) : ''}${options}`);
const by = (order: string, field = '', blanksFirst = false) =>
  `<sortOptions><doesPutEmptyStringAndNullFirst>${blanksFirst}</doesPutEmptyStringAndNullFirst>${field && `<sortField>${field}</sortField>`}<sortOrder>${order}</sortOrder></sortOptions>`;
const condition = (left: string, operator: string, right: string) =>
  `<conditions><leftValueReference>${left}</leftValueReference><operator>${operator}</operator><rightValue>${right}</rightValue></conditions>`;
const current = '<assignNextValueToReference>One</assignNextValueToReference>';

const flow = (content: string, to: string) =>
  compiled(flowXml(grouped(content + start({ to })), 'Active'));
const joined = (name: string) =>
  `<loops>${named('Each')}<collectionReference>${name}</collectionReference>${connector('Join', 'nextValueConnector')}${connector('Show', 'noMoreValuesConnector')}</loops>` +
  variable('Text', 'String');
const joinTexts = assignments('Join', [item('Text', 'Add', reference('Each'))], connector('Each'));
const joinTitles = assignments(
  'Join',
  [item('Text', 'Add', reference('Each.Title__c'))],
  connector('Each'),
);
const show = update('Show', 'Title__c', reference('Text'));

/** The title that the flow gives its record in the end. */
const shown = (content: string, to: string, stored: Values[] = []) =>
  save(flow(content + show, to), { record: { Title__c: 'a' }, stored: { Loan__c: stored } })
    .updates[0]!.update['Title__c'];

suite('operators that take items out of a collection', () => {
  const fill = assignments(
    'Fill',
    ['a', 'b', 'c', 'b'].map((one) => item('Texts', 'Add', text(one))),
    connector('Other'),
  );
  const others = assignments(
    'Other',
    ['b', 'd'].map((one) => item('Others', 'Add', text(one))),
    connector('Change'),
  );
  const texts = variable('Texts', 'String', list) + variable('Others', 'String', list);

  /** (operator, its right side, what is left of a, b, c, b) */
  const cases: readonly [string, string, string][] = [
    ['RemoveFirst', text('b'), 'acb'],
    ['RemoveFirst', text('x'), 'abcb'],
    ['RemoveAll', text('b'), 'ac'],
    ['RemoveAll', reference('Others'), 'ac'],
    ['RemoveUncommon', reference('Others'), 'bb'],
    ['RemoveBeforeFirst', text('c'), 'cb'],
    ['RemoveBeforeFirst', text('x'), 'abcb'],
    ['RemoveAfterFirst', text('b'), 'ab'],
    ['RemoveAfterFirst', text('x'), 'abcb'],
    ['RemovePosition', number(2), 'acb'],
    ['RemovePosition', number(9), 'abcb'],
    ['AddAtStart', reference('Others'), 'bdabcb'],
  ];
  for (const [operator, right, expected] of cases) {
    test(`${operator} ${right}`, () => {
      const change = assignments('Change', [item('Texts', operator, right)], connector('Each'));
      const content = texts + fill + others + change + joined('Texts') + joinTexts;
      assert.equal(shown(content, 'Fill'), expected);
    });
  }

  test('records are the same when all their fields are', () => {
    const change = assignments(
      'Change',
      [item('Loans', 'RemoveAll', reference('$Record'))],
      connector('Each'),
    );
    const record = { Id: 'a01000000000001AAA', Title__c: 'a' };
    const stored = [
      record,
      { ...record, Title__c: 'b' },
      { Id: 'a01000000000002AAA', Title__c: 'a' },
    ];
    assert.equal(
      shown(change + lookup('Change') + joined('Loans') + joinTitles, 'Loans', stored),
      'ba',
    );
  });
});

suite('a collection filter', () => {
  const loans: Values[] = [
    { Id: 'a01000000000001AAA', Title__c: 'Emma', Days__c: 3 },
    { Id: 'a01000000000002AAA', Title__c: 'Evelina', Days__c: 1 },
    { Id: 'a01000000000003AAA', Title__c: 'Camilla', Days__c: 5 },
  ];
  const filtered = (rest: string) =>
    shown(
      lookup('Filter') +
        processor('Filter', 'Filter', 'Loans', `${current}${rest}${connector('Each')}`) +
        variable('One', 'SObject', ofLoans) +
        joined('Filter') +
        joinTitles,
      'Loans',
      loans,
    );

  test('keeps the items that meet its conditions', () => {
    const conditions =
      condition('One.Days__c', 'GreaterThan', number(2)) +
      condition('One.Title__c', 'StartsWith', text('C'));
    assert.equal(filtered(`<conditionLogic>and</conditionLogic>${conditions}`), 'Camilla');
    assert.equal(filtered(`<conditionLogic>or</conditionLogic>${conditions}`), 'EmmaCamilla');
  });

  test('or those for which its formula is true', () => {
    const formula =
      '<conditionLogic>formula_evaluates_to_true</conditionLogic><formula>LEN({!One.Title__c}) = 7</formula>';
    assert.equal(filtered(formula), 'EvelinaCamilla');
  });
});

suite('a collection sort', () => {
  const loans: Values[] = [
    { Id: 'a01000000000001AAA', Title__c: 'b', Days__c: 1 },
    { Id: 'a01000000000002AAA', Title__c: 'A', Days__c: 2 },
    { Id: 'a01000000000003AAA', Title__c: 'c', Days__c: null },
    { Id: 'a01000000000004AAA', Title__c: 'd', Days__c: 2 },
  ];
  const sorted = (options: string) =>
    shown(
      lookup('Sort') + sort('Sort', 'Loans', options, 'Each') + joined('Loans') + joinTitles,
      'Loans',
      loans,
    );

  /** (options, titles in their order) */
  const cases: readonly [string, string][] = [
    [by('Asc', 'Title__c'), 'Abcd'],
    [by('Desc', 'Title__c'), 'dcbA'],
    [by('Asc', 'Days__c') + by('Desc', 'Title__c'), 'bdAc'],
    [by('Asc', 'Days__c', true) + by('Asc', 'Title__c'), 'cbAd'],
    [by('Desc', 'Days__c', true) + by('Asc', 'Title__c'), 'cAdb'],
    [`<limit>2</limit>${by('Asc', 'Title__c')}`, 'Ab'],
  ];
  for (const [options, expected] of cases) {
    test(expected, () => {
      assert.equal(sorted(options), expected);
    });
  }

  test('puts texts in order, too', () => {
    const fill = assignments(
      'Fill',
      ['b', 'C', 'a'].map((one) => item('Texts', 'Add', text(one))),
      connector('Sort'),
    );
    const content = fill + sort('Sort', 'Texts', by('Desc'), 'Each') + joined('Texts') + joinTexts;
    assert.equal(shown(content + variable('Texts', 'String', list), 'Fill'), 'Cba');
  });
});

const integrity = (message: string) => `field integrity exception: unknown (${message})`;

/** (what is wrong, the elements, problem) */
const refusals: readonly [string, string, string][] = [
  [
    'nothing to sort by',
    lookup('Sort') + sort('Sort', 'Loans', ''),
    integrity('Required field is missing: sortOptions'),
  ],
  [
    'a field that there is not',
    lookup('Sort') + sort('Sort', 'Loans', by('Asc', 'Nope__c')),
    integrity('The field "Nope__c" for the object "Loan__c" doesn\'t exist.'),
  ],
  [
    'a collection that there is not',
    lookup('Sort') + sort('Sort', 'Nope', by('Asc', 'Title__c')),
    integrity('The element has an invalid reference to "Nope".'),
  ],
  [
    'a filter without conditions',
    lookup('Filter') +
      processor('Filter', 'Filter', 'Loans', current) +
      variable('One', 'SObject', ofLoans),
    integrity('Required field is missing: conditions'),
  ],
  [
    // (Metadata API Developer Guide, Flow: AddItem is for multipicklists)
    'AddItem at a collection',
    lookup('Change') + assignments('Change', [item('Loans', 'AddItem', reference('$Record'))]),
    integrity('The value field value has an incompatible data type.'),
  ],
  [
    'mapping',
    lookup('Map') + processor('Map', 'RecommendationMap', 'Loans', ''),
    'The local org does not implement RecommendationMapCollectionProcessor as collectionProcessorType of collectionProcessors.',
  ],
];

suite('elements on collections that Salesforce or the local org does not take', () => {
  for (const [name, content, problem] of refusals) {
    test(name, () => {
      const xml = flowXml(grouped(content + start({ to: 'Loans' })));
      assert.equal(problemsOf(xml)[0]?.message, problem);
    });
  }

  test('transforms', () => {
    const xml = flowXml(
      grouped(`<transforms>${named('T')}</transforms>${show}${start({ to: 'Show' })}`),
    );
    assert.equal(
      problemsOf(xml)[0]?.message,
      'The local org does not implement the element transforms of Flow.',
    );
  });
});

test('the origin of date-times and the start of the interview', () => {
  const stamp = (path: string) =>
    save(flow(update('Show', 'Stamp__c', reference(path)), 'Show'), {}).updates[0]!.update[
      'Stamp__c'
    ];
  assert.equal(stamp('$System.OriginDateTime'), '1900-01-01T00:00:00.000+0000');
  assert.equal(stamp('$Flow.InterviewStartTime'), stamp('$Flow.CurrentDateTime'));
});
