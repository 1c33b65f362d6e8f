import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Values } from '../../src/schema/types.ts';
import {
  assignments,
  compiled,
  connector,
  create,
  flowXml,
  input,
  item,
  named,
  problemsOf,
  save,
  start,
  update,
  type Outcome,
  type Save,
} from './support.ts';

/*
 * Salesforce Help: "Flow Element: Get Records", "… Update Records", "… Delete Records",
 * "… Loop", "Flow Operators in Assignment Elements"; Metadata API Developer Guide, "Flow".
 */

const text = (value: string) => `<stringValue>${value}</stringValue>`;
const number = (value: number) => `<numberValue>${value}</numberValue>`;
const yes = '<booleanValue>true</booleanValue>';
const reference = (path: string) => `<elementReference>${path}</elementReference>`;
const filter = (field: string, operator: string, value: string) =>
  `<filters><field>${field}</field><operator>${operator}</operator><value>${value}</value></filters>`;
const first = '<getFirstRecordOnly>true</getFirstRecordOnly>';
const every = '<getFirstRecordOnly>false</getFirstRecordOnly>';
const automatic = '<storeOutputAutomatically>true</storeOutputAutomatically>';
const lookup = (name: string, rest: string, to?: string) =>
  `<recordLookups>${named(name)}${to ? connector(to) : ''}${rest}<object>Loan__c</object></recordLookups>`;
const loop = (name: string, over: string, each: string, after?: string, rest = '') =>
  `<loops>${named(name)}<collectionReference>${over}</collectionReference>${connector(each, 'nextValueConnector')}${after ? connector(after, 'noMoreValuesConnector') : ''}${rest}</loops>`;
const save_ = (kind: string, name: string, what: string, to?: string) =>
  `<${kind}>${named(name)}${to ? connector(to) : ''}<inputReference>${what}</inputReference></${kind}>`;
const variable = (name: string, type: string, rest = '') =>
  `<variables><name>${name}</name><dataType>${type}</dataType>${rest}</variables>`;
const list = '<isCollection>true</isCollection>';
const loanVariable = (name: string, rest = '') =>
  variable(name, 'SObject', `${rest}<objectType>Loan__c</objectType>`);
const decide = (conditions: string, to: string, otherwise?: string) =>
  `<decisions>${named('Which')}${otherwise ? connector(otherwise, 'defaultConnector') : ''}<rules><name>Yes</name><conditionLogic>and</conditionLogic>${conditions}${connector(to)}<label>Yes</label></rules></decisions>`;
const condition = (left: string, operator: string, right: string) =>
  `<conditions><leftValueReference>${left}</leftValueReference><operator>${operator}</operator><rightValue>${right}</rightValue></conditions>`;

const loan = (n: number, values: Values): Values => ({
  Id: `a0100000000000${n}AAA`,
  Title__c: null,
  Days__c: null,
  Returned__c: false,
  ...values,
});
const loans = [
  loan(1, { Title__c: 'Emma', Days__c: 3 }),
  loan(2, { Title__c: 'Persuasion', Days__c: 1 }),
  loan(3, { Title__c: 'Middlemarch', Days__c: 2, Returned__c: true }),
];

const run = (content: string, options: Save = {}): Outcome =>
  save(compiled(flowXml(content)), { stored: { Loan__c: loans }, ...options });
const updated = ({ updates }: Outcome) =>
  updates.map(({ update: { Id, ...values } }) => [(Id as string).slice(14, 15), values]);

/** What Get Records finds, by the titles in their order. */
const found: readonly [name: string, rest: string, titles: string][] = [
  [
    'all, sorted',
    '<sortField>Days__c</sortField><sortOrder>Asc</sortOrder>',
    'Persuasion Middlemarch Emma',
  ],
  [
    'descending',
    '<sortField>Title__c</sortField><sortOrder>Desc</sortOrder>',
    'Persuasion Middlemarch Emma',
  ],
  [
    'limited',
    `<limit>${number(1)}</limit><sortField>Days__c</sortField><sortOrder>Asc</sortOrder>`,
    'Persuasion',
  ],
  ['by equality', filter('Title__c', 'EqualTo', text('Emma')), 'Emma'],
  ['by comparison', filter('Days__c', 'GreaterThanOrEqualTo', number(2)), 'Emma Middlemarch'],
  [
    'by several',
    `<filterLogic>and</filterLogic>${filter('Days__c', 'GreaterThan', number(1))}${filter('Returned__c', 'EqualTo', yes)}`,
    'Middlemarch',
  ],
  [
    'by either',
    `<filterLogic>1 OR 2</filterLogic>${filter('Title__c', 'EqualTo', text('Emma'))}${filter('Returned__c', 'EqualTo', yes)}`,
    'Emma Middlemarch',
  ],
  [
    'by the triggering record',
    filter('Title__c', 'EqualTo', reference('$Record.Title__c')),
    'Persuasion',
  ],
  ['by blankness', filter('Title__c', 'IsNull', yes), ''],
];

suite('Get Records finds', () => {
  for (const [name, rest, titles] of found) {
    test(name, () => {
      const outcome = run(
        start({ to: 'Find' }) +
          lookup('Find', every + rest + automatic, 'Each') +
          loop('Each', 'Find', 'Note') +
          create(
            'Note',
            'Library__c',
            input('Name', reference('Each.Title__c')),
            connector('Each'),
          ),
        { record: { Title__c: 'Persuasion' } },
      );
      assert.equal(outcome.creations.map(({ created }) => created['Name']).join(' '), titles);
    });
  }

  test('the first record, whose fields can be read', () => {
    const outcome = run(
      start({ to: 'Find' }) +
        lookup('Find', first + filter('Days__c', 'EqualTo', number(2)) + automatic, 'Set') +
        update('Set', 'Title__c', reference('Find.Title__c')),
    );
    assert.deepEqual(outcome.updates[0]!.update['Title__c'], 'Middlemarch');
  });

  test('only the fields that it is asked for, and the Id', () => {
    const outcome = run(
      start({ to: 'Find' }) +
        lookup(
          'Find',
          `${first}<queriedFields>Days__c</queriedFields>${filter('Days__c', 'EqualTo', number(2))}${automatic}`,
          'Set',
        ) +
        update('Set', 'Title__c', reference('Find.Title__c'), connector('Note')) +
        create('Note', 'Library__c', input('Name', reference('Find.Id'))),
    );
    assert.equal(outcome.updates[0]!.update['Title__c'], null);
    assert.equal(outcome.creations[0]!.created['Name'], loans[2]!['Id']);
  });

  test('nothing, which a decision sees', () => {
    const flow = (values: string) =>
      start({ to: 'Find' }) +
      lookup('Find', values + automatic, 'Which') +
      decide(condition('Find', 'IsNull', yes), 'None', 'Some') +
      update('None', 'Title__c', text('none')) +
      update('Some', 'Title__c', text('some'));
    const none = filter('Title__c', 'EqualTo', text('Ulysses'));
    const one = filter('Title__c', 'EqualTo', text('Emma'));
    for (const [values, expected] of [
      [first + none, 'none'],
      [every + none, 'none'],
      [first + one, 'some'],
      [every + one, 'some'],
    ] as const) {
      assert.equal(run(flow(values)).updates[0]!.update['Title__c'], expected);
    }
  });

  test('into variables, which keep what they hold when nothing is found', () => {
    const flow = (title: string, forget: string) =>
      start({ to: 'Find' }) +
      variable('Title', 'String', `<value>${text('before')}</value>`) +
      lookup(
        'Find',
        `${forget}${first}${filter('Title__c', 'EqualTo', text(title))}<outputAssignments><assignToReference>Title</assignToReference><field>Title__c</field></outputAssignments>`,
        'Set',
      ) +
      update('Set', 'Title__c', reference('Title'));
    const forget = '<assignNullValuesIfNoRecordsFound>true</assignNullValuesIfNoRecordsFound>';
    const title = (...args: [string, string]) => run(flow(...args)).updates[0]!.update['Title__c'];
    assert.equal(title('Emma', ''), 'Emma');
    assert.equal(title('Ulysses', ''), 'before');
    assert.equal(title('Ulysses', forget), null);
  });
});

suite('Update, Create and Delete Records', () => {
  test('update what meets filters', () => {
    const outcome = run(
      start({ to: 'All' }) +
        `<recordUpdates>${named('All')}<filterLogic>and</filterLogic>${filter('Returned__c', 'EqualTo', '<booleanValue>false</booleanValue>')}${input('Days__c', number(9))}<object>Loan__c</object></recordUpdates>`,
    );
    assert.deepEqual(updated(outcome), [
      ['1', { Days__c: 9 }],
      ['2', { Days__c: 9 }],
    ]);
  });

  test('update the items of a loop, by way of a second collection', () => {
    const outcome = run(
      start({ to: 'Find' }) +
        loanVariable('Changed', list) +
        lookup('Find', every + filter('Days__c', 'GreaterThan', number(1)) + automatic, 'Each') +
        loop('Each', 'Find', 'Change', 'Save') +
        assignments(
          'Change',
          [item('Each.Title__c', 'Add', text('!')), item('Changed', 'Add', reference('Each'))],
          connector('Each'),
        ) +
        save_('recordUpdates', 'Save', 'Changed'),
    );
    assert.deepEqual(
      outcome.updates.map(({ update }) => update['Title__c']),
      ['Emma!', 'Middlemarch!'],
    );
    // The store's own records are not what the flow has changed.
    assert.equal(loans[0]!['Title__c'], 'Emma');
  });

  test('update a record of which the flow knows the Id only', () => {
    const outcome = run(
      start({ to: 'Set' }) +
        loanVariable('One') +
        assignments(
          'Set',
          [
            item('One.Id', 'Assign', text('a01000000000001AAA')),
            item('One.Days__c', 'Assign', number(9)),
          ],
          connector('Save'),
        ) +
        save_('recordUpdates', 'Save', 'One'),
    );
    assert.deepEqual(updated(outcome), [['1', { Days__c: 9 }]]);
  });

  test('update a record that was found', () => {
    const outcome = run(
      start({ to: 'Find' }) +
        lookup(
          'Find',
          `${first}<queriedFields>Title__c</queriedFields>${filter('Title__c', 'EqualTo', text('Emma'))}${automatic}`,
          'Set',
        ) +
        assignments('Set', [item('Find.Days__c', 'Assign', number(7))], connector('Save')) +
        save_('recordUpdates', 'Save', 'Find'),
    );
    assert.deepEqual(updated(outcome), [['1', { Title__c: 'Emma', Days__c: 7 }]]);
  });

  test('update a parent of the triggering record', () => {
    const outcome = run(
      start({ to: 'Set' }) +
        `<recordUpdates>${named('Set')}${input('City__c', text('Bath'))}<inputReference>$Record.Library__r</inputReference></recordUpdates>`,
      {
        record: { Library__c: 'a00000000000001AAA' },
        libraries: { a00000000000001AAA: { Id: 'a00000000000001AAA', City__c: 'York' } },
      },
    );
    assert.deepEqual(outcome.updates, [
      { object: 'Library__c', update: { Id: 'a00000000000001AAA', City__c: 'Bath' } },
    ]);
  });

  test('create records of a collection, which then have their Ids', () => {
    const outcome = run(
      start({ to: 'Fill' }) +
        loanVariable('Fresh') +
        loanVariable('Fleet', list) +
        variable('Count', 'Number', '<scale>0</scale>') +
        assignments(
          'Fill',
          [
            item('Fresh.Title__c', 'Assign', text('One')),
            item('Fleet', 'Add', reference('Fresh')),
            item('Fresh.Title__c', 'Assign', text('Two')),
            item('Fleet', 'AddAtStart', reference('Fresh')),
            item('Count', 'AssignCount', reference('Fleet')),
          ],
          connector('Save'),
        ) +
        save_('recordCreates', 'Save', 'Fleet', 'Each') +
        create('Note', 'Library__c', input('City__c', reference('Each.Id')), connector('Each')) +
        loop('Each', 'Fleet', 'Note', 'Total') +
        update('Total', 'Days__c', reference('Count')),
    );
    assert.deepEqual(
      outcome.creations.map(({ created }) => created),
      [{ Title__c: 'Two' }, { Title__c: 'One' }, { City__c: 'a021' }, { City__c: 'a022' }],
    );
    assert.equal(outcome.updates[0]!.update['Days__c'], 2);
  });

  test('delete what was found, what meets filters, the triggering record', () => {
    const matching = `<recordDeletes>${named('Gone')}${filter('Returned__c', 'EqualTo', yes)}<object>Loan__c</object></recordDeletes>`;
    const ids = (outcome: Outcome) => outcome.deletions.map(({ id }) => id.slice(14, 15)).join('');
    assert.equal(ids(run(start({ to: 'Gone' }) + matching)), '3');
    const held =
      start({ to: 'Find' }) +
      lookup('Find', every + filter('Days__c', 'LessThan', number(3)) + automatic, 'Gone') +
      save_('recordDeletes', 'Gone', 'Find');
    assert.equal(ids(run(held)), '23');
    const own = start({ to: 'Gone' }) + save_('recordDeletes', 'Gone', '$Record');
    assert.equal(run(own).deletions.length, 1);
  });
});

suite('Loop', () => {
  const texts = variable('Names', 'String', list) + variable('All', 'String');
  const fill = assignments(
    'Fill',
    [
      item('Names', 'Add', text('a')),
      item('Names', 'Add', text('b')),
      item('Names', 'AddAtStart', text('c')),
    ],
    connector('Each'),
  );
  const joined = (rest: string, current = 'Each') =>
    run(
      start({ to: 'Fill' }) +
        texts +
        variable('Item', 'String') +
        fill +
        assignments('Join', [item('All', 'Add', reference(current))], connector('Each')) +
        loop('Each', 'Names', 'Join', 'Set', rest) +
        update('Set', 'Title__c', reference('All')),
    ).updates[0]!.update['Title__c'];

  test('goes through a collection, in either order', () => {
    assert.equal(joined('<iterationOrder>Asc</iterationOrder>'), 'cab');
    assert.equal(joined('<iterationOrder>Desc</iterationOrder>'), 'bac');
  });

  test('can hand its items to a variable', () => {
    assert.equal(
      joined('<assignNextValueToReference>Item</assignNextValueToReference>', 'Item'),
      'cab',
    );
  });

  test('a filter can look for the items of a collection', () => {
    const flow = (operator: string) =>
      start({ to: 'Fill' }) +
      variable('Titles', 'String', list) +
      assignments('Fill', [item('Titles', 'Add', text('Emma'))], connector('Gone')) +
      `<recordDeletes>${named('Gone')}${filter('Title__c', operator, reference('Titles'))}<object>Loan__c</object></recordDeletes>`;
    const ids = (operator: string) =>
      run(flow(operator))
        .deletions.map(({ id }) => id.slice(14, 15))
        .join('');
    assert.equal(ids('In'), '1');
    assert.equal(ids('NotIn'), '23');
  });
});

const integrity = (message: string) => `field integrity exception: unknown (${message})`;
const badReference = (path: string) =>
  integrity(`The element has an invalid reference to "${path}".`);
const badType = (place: string) =>
  integrity(`The ${place} field value has an incompatible data type.`);
const refusals: readonly [name: string, content: string, message: string][] = [
  [
    'a loop over what is no collection',
    start({ to: 'Each' }) + variable('One', 'String') + loop('Each', 'One', 'Each'),
    badReference('One'),
  ],
  [
    'a loop over what is not there',
    start({ to: 'Each' }) + loop('Each', 'Nothing', 'Each'),
    badReference('Nothing'),
  ],
  [
    'a record variable without an object',
    start({ to: 'S' }) + variable('R', 'SObject') + update('S', 'Days__c', number(1)),
    integrity('Required field is missing: objectType'),
  ],
  [
    'a look-up by a field that is not there',
    start({ to: 'Find' }) +
      lookup('Find', first + filter('Nope__c', 'EqualTo', text('x')) + automatic),
    integrity('The field "Nope__c" for the object "Loan__c" doesn\'t exist.'),
  ],
  [
    'a look-up that keeps nothing',
    start({ to: 'Find' }) + lookup('Find', first + filter('Title__c', 'EqualTo', text('x'))),
    integrity('Required field is missing: outputReference'),
  ],
  [
    'a look-up into a record of another object',
    start({ to: 'Find' }) +
      variable('Lib', 'SObject', '<objectType>Library__c</objectType>') +
      lookup(
        'Find',
        `${filter('Title__c', 'EqualTo', text('x'))}<outputReference>Lib</outputReference>`,
      ),
    badType('outputReference'),
  ],
  [
    'changes asked of a record that did not trigger the flow',
    start({ to: 'Find' }) +
      lookup('Find', first + filter('Title__c', 'IsChanged', yes) + automatic),
    integrity('The "IsChanged" operator can be used only with fields of $Record.'),
  ],
  [
    'an update of every record that there is',
    start({ to: 'All' }) +
      `<recordUpdates>${named('All')}${input('Days__c', number(9))}<object>Loan__c</object></recordUpdates>`,
    integrity('Required field is missing: filters'),
  ],
  [
    'an update of held records and of records that meet filters at once',
    start({ to: 'Set' }) +
      loanVariable('One') +
      `<recordUpdates>${named('Set')}<inputReference>One</inputReference><object>Loan__c</object></recordUpdates>`,
    integrity("The object field can't be set beside inputReference."),
  ],
  [
    'a record into a collection of texts',
    start({ to: 'Fill' }) +
      variable('Names', 'String', list) +
      loanVariable('One') +
      assignments('Fill', [item('Names', 'Add', reference('One'))]),
    badType('value'),
  ],
  [
    'a text into a record',
    start({ to: 'Fill' }) +
      loanVariable('One') +
      assignments('Fill', [item('One', 'Assign', text('x'))]),
    badType('value'),
  ],
  [
    'a comparison of a record',
    start({ to: 'Which' }) +
      loanVariable('One') +
      decide(condition('One', 'EqualTo', text('x')), 'S') +
      update('S', 'Days__c', number(1)),
    integrity('The "EqualTo" operator can\'t be used with this data type.'),
  ],
  [
    'a deletion before the save',
    start({ to: 'Gone', type: 'RecordBeforeSave' }) + save_('recordDeletes', 'Gone', '$Record'),
    integrity("A before-save flow can't delete records."),
  ],
  [
    'an update of others before the save',
    start({ to: 'Set', type: 'RecordBeforeSave' }) +
      loanVariable('One') +
      save_('recordUpdates', 'Set', 'One'),
    integrity("A before-save flow can't update records other than $Record."),
  ],
  [
    'a call of a flow that is not there',
    start({ to: 'Call' }) + `<subflows>${named('Call')}<flowName>Nobody</flowName></subflows>`,
    integrity('The flow "Nobody" isn\'t an active autolaunched flow.'),
  ],
];

suite('flows with records that Salesforce refuses', () => {
  for (const [name, content, message] of refusals) {
    test(name, () => {
      const messages = problemsOf(flowXml(content)).map((problem) => problem.message);
      assert.deepEqual(messages, [message]);
    });
  }
});
