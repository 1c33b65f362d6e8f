import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import {
  compiled,
  flowXml,
  formulaCondition,
  save,
  stamped,
  stampIt,
  start,
  type Save,
} from './support.ts';

const entered = (conditions: string, options: Save, when?: 'Create' | 'Update'): boolean =>
  save(compiled(flowXml(start({ conditions, ...(when && { when }) }) + stampIt)), options).ran;

const filters = (logic: string, ...list: [field: string, operator: string, value: string][]) =>
  `<filterLogic>${logic}</filterLogic>` +
  list
    .map(
      ([field, operator, value]) =>
        `<filters><field>${field}</field><operator>${operator}</operator><value>${value}</value></filters>`,
    )
    .join('');
const text = (value: string) => `<stringValue>${value}</stringValue>`;
const number = (value: number) => `<numberValue>${value}</numberValue>`;
const yes = '<booleanValue>true</booleanValue>';
const no = '<booleanValue>false</booleanValue>';

suite('an entry formula', () => {
  const watched = 'ISNEW() || ISCHANGED({!$Record.Email__c}) || ischanged({!$record.title__c})';
  const cases: [name: string, formula: string, options: Save, expected: boolean][] = [
    ['a new record', watched, { record: { Title__c: 'Emma' } }, true],
    ['a watched change', watched, { prior: { Title__c: 'a' }, record: { Title__c: 'b' } }, true],
    ['another change', watched, { prior: { Days__c: 1 }, record: { Days__c: 2 } }, false],
    ['a change of case', watched, { prior: { Title__c: 'a' }, record: { Title__c: 'A' } }, true],
    ['blank stays blank', watched, { prior: { Email__c: null }, record: {} }, false],
    [
      'a value is removed',
      watched,
      { prior: { Email__c: 'a@b.c' }, record: { Email__c: null } },
      true,
    ],
    [
      'nothing has changed in a new record',
      'ISCHANGED({!$Record.Title__c})',
      { record: { Title__c: 'Emma' } },
      false,
    ],
    [
      'the prior values of a new record are blank',
      'ISBLANK({!$Record__Prior.Title__c}) && {!$Record__Prior.Days__c} = NULL',
      { record: { Title__c: 'Emma', Days__c: 3 } },
      true,
    ],
    [
      'prior and present values compare',
      '{!$Record.Days__c} > {!$Record__Prior.Days__c}',
      { prior: { Days__c: 1 }, record: { Days__c: 2 } },
      true,
    ],
    [
      'a field of the parent',
      '{!$Record.Library__r.City__c} = "Utrecht"',
      { record: { Library__c: 'L1' }, libraries: { L1: { City__c: 'Utrecht' } } },
      true,
    ],
    ['a parent that is not there', 'ISBLANK({!$Record.Library__r.City__c})', { record: {} }, true],
    ['the user', '{!$User.FirstName} = "Ada"', {}, true],
    ['the organisation', '{!$Organization.Name} = "The Libraries"', {}, true],
    [
      'the day is the user’s',
      '{!$Flow.CurrentDate} = DATE(2026, 11, 20) && TODAY() = DATE(2026, 11, 20)',
      {},
      true,
    ],
    ['picklists', 'ISPICKVAL({!$Record.Status__c}, "Out")', { record: { Status__c: 'Out' } }, true],
    ['what is quoted is left alone', '"ISCHANGED(Email)" = "ISCHANGED(Email)"', {}, true],
  ];
  for (const [name, formula, options, expected] of cases) {
    test(name, () => {
      assert.equal(entered(formulaCondition(formula), options), expected);
    });
  }
});

suite('entry filters', () => {
  const cases: [name: string, conditions: string, options: Save, expected: boolean][] = [
    ['none', '', {}, true],
    [
      'EqualTo, without regard to case',
      filters('and', ['Title__c', 'EqualTo', text('EMMA')]),
      { record: { Title__c: 'Emma' } },
      true,
    ],
    [
      'NotEqualTo',
      filters('and', ['Title__c', 'NotEqualTo', text('Emma')]),
      { record: { Title__c: null } },
      true,
    ],
    [
      'GreaterThan',
      filters('and', ['Days__c', 'GreaterThan', number(3)]),
      { record: { Days__c: 3 } },
      false,
    ],
    [
      'GreaterThanOrEqualTo',
      filters('and', ['Days__c', 'GreaterThanOrEqualTo', number(3)]),
      { record: { Days__c: 3 } },
      true,
    ],
    [
      'LessThan and blank',
      filters('and', ['Days__c', 'LessThan', number(3)]),
      { record: { Days__c: null } },
      false,
    ],
    [
      'LessThanOrEqualTo',
      filters('and', ['Due__c', 'LessThanOrEqualTo', '<dateValue>2026-01-01</dateValue>']),
      { record: { Due__c: '2026-01-01' } },
      true,
    ],
    [
      'StartsWith',
      filters('and', ['Title__c', 'StartsWith', text('em')]),
      { record: { Title__c: 'Emma' } },
      true,
    ],
    [
      'EndsWith',
      filters('and', ['Title__c', 'EndsWith', text('em')]),
      { record: { Title__c: 'Emma' } },
      false,
    ],
    [
      'Contains',
      filters('and', ['Title__c', 'Contains', text('mm')]),
      { record: { Title__c: 'Emma' } },
      true,
    ],
    ['IsNull', filters('and', ['Title__c', 'IsNull', yes]), { record: { Title__c: null } }, true],
    [
      'not IsNull',
      filters('and', ['Title__c', 'IsNull', no]),
      { record: { Title__c: null } },
      false,
    ],
    [
      'IsChanged',
      filters('and', ['Title__c', 'IsChanged', yes]),
      { prior: { Title__c: 'a' }, record: { Title__c: 'b' } },
      true,
    ],
    [
      'IsChanged of a new record',
      filters('and', ['Title__c', 'IsChanged', yes]),
      { record: { Title__c: 'b' } },
      false,
    ],
    [
      'a polymorphic reference',
      filters('and', ['OwnerId', 'IsChanged', yes]),
      { prior: { OwnerId: 'a' }, record: { OwnerId: 'b' } },
      true,
    ],
    [
      'a date-time',
      filters('and', [
        'Stamp__c',
        'EqualTo',
        '<dateTimeValue>2026-01-01T10:00:00.000Z</dateTimeValue>',
      ]),
      { record: { Stamp__c: '2026-01-01T10:00:00.000+0000' } },
      true,
    ],
    [
      'and',
      filters('and', ['Returned__c', 'EqualTo', yes], ['Days__c', 'EqualTo', number(1)]),
      { record: { Returned__c: true, Days__c: 2 } },
      false,
    ],
    [
      'or',
      filters('or', ['Returned__c', 'EqualTo', yes], ['Days__c', 'EqualTo', number(1)]),
      { record: { Returned__c: true, Days__c: 2 } },
      true,
    ],
    [
      'custom logic',
      filters(
        '1 AND (2 OR NOT 3)',
        ['Returned__c', 'EqualTo', yes],
        ['Days__c', 'EqualTo', number(1)],
        ['Fee__c', 'GreaterThan', number(0)],
      ),
      { record: { Returned__c: true, Days__c: 2, Fee__c: 0 } },
      true,
    ],
  ];
  for (const [name, conditions, options, expected] of cases) {
    test(name, () => {
      assert.equal(entered(conditions, options), expected);
    });
  }
});

suite('only when a record is updated to meet the conditions', () => {
  const only = (value: boolean) =>
    `<doesRequireRecordChangedToMeetCriteria>${value}</doesRequireRecordChangedToMeetCriteria>`;
  const filtered = filters('and', ['Returned__c', 'EqualTo', yes]);
  const formula = formulaCondition('{!$Record.Returned__c}');
  const was = (prior: boolean, is: boolean): Save => ({
    prior: { Returned__c: prior },
    record: { Returned__c: is },
  });
  for (const [kind, conditions] of [
    ['filters', filtered],
    ['a formula', formula],
  ] as const) {
    test(`with ${kind}`, () => {
      assert.equal(entered(only(true) + conditions, was(false, true)), true);
      assert.equal(entered(only(true) + conditions, was(true, true)), false);
      assert.equal(entered(only(true) + conditions, was(true, false)), false);
      assert.equal(entered(only(true) + conditions, { record: { Returned__c: true } }), true);
      assert.equal(entered(only(false) + conditions, was(true, true)), true);
    });
  }
});

test('a compiled flow says what it is and what triggers it', () => {
  const flow = compiled(
    flowXml(start({ when: 'Update' }) + '<triggerOrder>7</triggerOrder>' + stampIt, 'Draft'),
  );
  const { fullName, label, status, apiVersion, processType, triggerOrder, trigger } = flow;
  assert.deepEqual(
    { fullName, label, status, apiVersion, processType, triggerOrder },
    {
      fullName: 'Loan_Flow',
      label: 'Loan: made & mended',
      status: 'Draft',
      apiVersion: 64,
      processType: 'AutoLaunchedFlow',
      triggerOrder: 7,
    },
  );
  assert.equal(trigger?.object, 'Loan__c');
  assert.equal(trigger.type, 'RecordAfterSave');
  assert.equal(trigger.recordTriggerType, 'Update');
});

test('the flow stamps the record that triggered it', () => {
  const { updates } = save(compiled(flowXml(start() + stampIt)), {});
  assert.deepEqual(updates, [
    { object: 'Loan__c', update: { Id: 'a01000000000001AAA', Stamp__c: stamped } },
  ]);
});
