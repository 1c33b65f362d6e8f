import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { SalesforceError } from '../../src/errors.ts';
import { FlowFault } from '../../src/flow/run.ts';
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
  save,
  stamped,
  stampIt,
  start,
  update,
  type Save,
} from './support.ts';

const text = (value: string) => `<stringValue>${value}</stringValue>`;
const number = (value: number) => `<numberValue>${value}</numberValue>`;
const reference = (path: string) => `<elementReference>${path}</elementReference>`;
const id = 'a01000000000001AAA';

const condition = (left: string, operator: string, right: string) =>
  `<conditions><leftValueReference>${left}</leftValueReference><operator>${operator}</operator><rightValue>${right}</rightValue></conditions>`;
const rule = (name: string, logic: string, conditions: string, to?: string, more = '') => `
  <rules>
    <name>${name}</name>
    <conditionLogic>${logic}</conditionLogic>
    ${conditions}
    ${to ? connector(to) : ''}
    ${more}
    <label>${name}</label>
  </rules>`;
const decision = (name: string, rules: string, otherwise?: string) => `
  <decisions>
    ${named(name)}
    ${otherwise ? connector(otherwise, 'defaultConnector') : ''}
    <defaultConnectorLabel>Otherwise</defaultConnectorLabel>
    ${rules}
  </decisions>`;
const resource = (kind: string, name: string, type: string, rest: string) =>
  `<${kind}><name>${name}</name><dataType>${type}</dataType>${rest}</${kind}>`;
const value = (content: string) => `<value>${content}</value>`;

suite('a before-save flow', () => {
  const flow = compiled(
    flowXml(
      start({ type: 'RecordBeforeSave', to: 'Prepare' }) +
        assignments(
          'Prepare',
          [
            item('$Record.Title__c', 'Assign', text('{!$Record.Title__c}, {!$User.FirstName}')),
            item('$Record.Days__c', 'Add', number(7)),
            item('$Record.Due__c', 'Assign', reference('$Flow.CurrentDate')),
            item('$Record.Due__c', 'Subtract', number(20)),
            item('$Record.Returned__c', 'Assign', '<booleanValue>true</booleanValue>'),
            item('$Record.Status__c', 'Assign', text('')),
          ],
          connector('Stamp_It'),
        ) +
        stampIt,
    ),
  );

  test('changes the record itself', () => {
    const { record, updates } = save(flow, { record: { Title__c: 'Emma', Status__c: 'Out' } });
    assert.deepEqual(record, {
      Id: id,
      Title__c: 'Emma, Ada',
      Days__c: 7,
      Due__c: '2026-10-31',
      Returned__c: true,
      Status__c: null,
      Stamp__c: stamped,
    });
    assert.deepEqual(updates, []);
  });
});

suite('an after-save flow', () => {
  const assigning = assignments(
    'Note_It',
    [item('$Record.Title__c', 'Assign', text('Noted')), item('$Record.Days__c', 'Add', number(1))],
    connector('Save_It'),
  );

  test('keeps assignments to itself until it updates the record', () => {
    const saveIt = `<recordUpdates>${named('Save_It')}<inputReference>$Record</inputReference></recordUpdates>`;
    const { record, updates } = save(
      compiled(flowXml(start({ to: 'Note_It' }) + assigning + saveIt)),
      { record: { Title__c: 'Emma', Days__c: 1 } },
    );
    assert.deepEqual(record, { Id: id, Title__c: 'Emma', Days__c: 1 });
    assert.deepEqual(updates, [
      { object: 'Loan__c', update: { Id: id, Title__c: 'Noted', Days__c: 2 } },
    ]);
  });

  test('updates only the fields that the element names', () => {
    const { updates } = save(
      compiled(
        flowXml(
          start({ to: 'Note_It' }) +
            assigning +
            update('Save_It', 'Email__c', reference('$Record.Title__c')),
        ),
      ),
      {},
    );
    assert.deepEqual(updates[0]?.update, { Id: id, Email__c: 'Noted' });
  });

  test('updates only a record that meets the filters', () => {
    const filtered = update(
      'Stamp_It',
      'Days__c',
      number(1),
      `${connector('Then')}<filterLogic>and</filterLogic><filters><field>Returned__c</field><operator>EqualTo</operator><value><booleanValue>true</booleanValue></value></filters>`,
    );
    const flow = compiled(flowXml(start() + filtered + update('Then', 'Days__c', number(2))));
    const daysOf = (options: Save) =>
      save(flow, options).updates.map(({ update }) => update['Days__c']);
    assert.deepEqual(daysOf({ record: { Returned__c: true } }), [1, 2]);
    assert.deepEqual(daysOf({ record: { Returned__c: false } }), [2]);
  });
});

suite('a decision', () => {
  const titled = (content: string) =>
    compiled(
      flowXml(
        start({ to: 'Which' }) +
          content +
          update('A', 'Title__c', text('A')) +
          update('B', 'Title__c', text('B')),
      ),
    );
  const taken = (flow: ReturnType<typeof compiled>, options: Save) =>
    save(flow, options)
      .updates.map(({ update }) => update['Title__c'])
      .join('') || 'end';

  const operators: [operator: string, left: string, right: string, record: Values, met: boolean][] =
    [
      ['EqualTo', 'Title__c', text('emma'), { Title__c: 'Emma' }, true],
      ['NotEqualTo', 'Title__c', text('Emma'), { Title__c: 'Emma' }, false],
      ['GreaterThan', 'Days__c', number(1), { Days__c: 2 }, true],
      ['GreaterThan', 'Days__c', number(1), { Days__c: null }, false],
      [
        'LessThanOrEqualTo',
        'Due__c',
        reference('$Flow.CurrentDate'),
        { Due__c: '2026-11-20' },
        true,
      ],
      ['LessThan', 'Stamp__c', reference('$Flow.CurrentDateTime'), { Stamp__c: stamped }, false],
      [
        'GreaterThanOrEqualTo',
        'Fee__c',
        reference('$Record.Days__c'),
        { Fee__c: 2, Days__c: 2 },
        true,
      ],
      ['StartsWith', 'Title__c', text('E'), { Title__c: 'Emma' }, true],
      ['EndsWith', 'Title__c', text('a'), { Title__c: 'Emma' }, true],
      ['Contains', 'Title__c', text('x'), { Title__c: 'Emma' }, false],
      ['IsNull', 'Title__c', '<booleanValue>false</booleanValue>', { Title__c: 'Emma' }, true],
      ['IsBlank', 'Title__c', '<booleanValue>true</booleanValue>', { Title__c: null }, true],
      ['EqualTo', 'Returned__c', reference('$GlobalConstant.True'), { Returned__c: true }, true],
    ];
  for (const [operator, left, right, record, met] of operators) {
    test(`${operator} ${JSON.stringify(record)}: ${met}`, () => {
      const flow = titled(
        decision(
          'Which',
          rule('Met', 'and', condition(`$Record.${left}`, operator, right), 'A'),
          'B',
        ),
      );
      assert.equal(taken(flow, { record }), met ? 'A' : 'B');
    });
  }

  test('takes the first outcome that applies', () => {
    const any = condition('$Record.Days__c', 'GreaterThan', number(0));
    const flow = titled(
      decision('Which', rule('One', 'and', any, 'A') + rule('Two', 'and', any, 'B')),
    );
    assert.equal(taken(flow, { record: { Days__c: 1 } }), 'A');
    assert.equal(taken(flow, { record: { Days__c: 0 } }), 'end');
  });

  test('combines conditions as its logic says', () => {
    const conditions =
      condition('$Record.Days__c', 'GreaterThan', number(0)) +
      condition('$Record.Fee__c', 'GreaterThan', number(0)) +
      condition('$Record.Returned__c', 'EqualTo', '<booleanValue>true</booleanValue>');
    const flow = titled(decision('Which', rule('One', '(1 OR 2) AND NOT 3', conditions, 'A'), 'B'));
    assert.equal(taken(flow, { record: { Fee__c: 1, Returned__c: false } }), 'A');
    assert.equal(taken(flow, { record: { Fee__c: 1, Returned__c: true } }), 'B');
    assert.equal(taken(flow, { record: { Returned__c: false } }), 'B');
  });

  test('asks what the save has changed', () => {
    const flow = titled(
      decision(
        'Which',
        rule(
          'One',
          'and',
          condition('$Record.Days__c', 'IsChanged', reference('$GlobalConstant.True')),
          'A',
        ),
        'B',
      ),
    );
    assert.equal(taken(flow, { prior: { Days__c: 1 }, record: { Days__c: 2 } }), 'A');
    assert.equal(taken(flow, { prior: { Days__c: 1 }, record: {} }), 'B');
    assert.equal(taken(flow, { record: { Days__c: 1 } }), 'B');
  });

  test('can require that the save made its conditions true', () => {
    const required =
      '<doesRequireRecordChangedToMeetCriteria>true</doesRequireRecordChangedToMeetCriteria>';
    const flow = titled(
      decision(
        'Which',
        rule('One', 'and', condition('$Record.Days__c', 'GreaterThan', number(5)), 'A', required),
        'B',
      ),
    );
    assert.equal(taken(flow, { prior: { Days__c: 1 }, record: { Days__c: 6 } }), 'A');
    assert.equal(taken(flow, { prior: { Days__c: 6 }, record: { Days__c: 7 } }), 'B');
  });
});

suite('resources', () => {
  test('variables, constants, formulas and text templates', () => {
    const flow = compiled(
      flowXml(
        start({ to: 'Compute' }) +
          assignments(
            'Compute',
            [
              item('Total', 'Add', reference('Step')),
              item('total', 'Add', reference('Doubled')),
              item('Greeting', 'Add', text('{!Salute}!')),
              item('Unset', 'Assign', reference('$GlobalConstant.EmptyString')),
              item('$Record.Title__c', 'Assign', reference('Greeting')),
              item('$Record.Days__c', 'Assign', reference('Total')),
              item('$Record.Due__c', 'Assign', reference('Deadline')),
              item('$Record.Returned__c', 'Assign', reference('Fresh')),
              item('$Record.Email__c', 'Assign', reference('Unset')),
            ],
            connector('Save_It'),
          ) +
          `<recordUpdates>${named('Save_It')}<inputReference>$Record</inputReference></recordUpdates>` +
          resource('constants', 'Step', 'Number', value(number(3))) +
          resource(
            'formulas',
            'Doubled',
            'Number',
            '<expression>{!Total} * 2</expression><scale>0</scale>',
          ) +
          resource('formulas', 'Fresh', 'Boolean', '<expression>ISNEW()</expression>') +
          `<textTemplates><name>Salute</name><isViewedAsPlainText>true</isViewedAsPlainText><text>, {!$User.FirstName}</text></textTemplates>` +
          resource('variables', 'Total', 'Number', `<scale>0</scale>${value(number(10))}`) +
          resource(
            'variables',
            'Greeting',
            'String',
            `<isInput>false</isInput>${value(text('Hello'))}`,
          ) +
          resource('variables', 'Unset', 'String', '') +
          resource('variables', 'Deadline', 'Date', value('<dateValue>2026-12-31</dateValue>')),
      ),
    );
    const expected = {
      Id: id,
      Title__c: 'Hello, Ada!',
      Days__c: 39,
      Due__c: '2026-12-31',
      Returned__c: true,
      Email__c: null,
    };
    assert.deepEqual(save(flow, {}).updates[0]?.update, expected);
    // The next interview starts afresh.
    assert.deepEqual(save(flow, {}).updates[0]?.update, expected);
  });
});

suite('faults', () => {
  const failure = new SalesforceError('FIELD_CUSTOM_VALIDATION_EXCEPTION', 'No loans on Sundays');
  const detail =
    'This error occurred when the flow tried to update records: FIELD_CUSTOM_VALIDATION_EXCEPTION: No loans on Sundays. You can look up ExceptionCode values in the SOAP API Developer Guide.';

  test('an unhandled one fails the save, with the platform’s words', () => {
    const flow = compiled(flowXml(start() + stampIt));
    assert.throws(
      () => save(flow, { failure }),
      (error) => {
        assert.ok(error instanceof FlowFault);
        assert.equal(error.errorCode, 'CANNOT_EXECUTE_FLOW_TRIGGER');
        assert.equal(
          error.message,
          `We can't save this record because the “Loan: made & mended” process failed. Give your Salesforce admin these details. ${detail}`,
        );
        return true;
      },
    );
  });

  test('a fault path goes on, and knows why', () => {
    const flow = compiled(
      flowXml(
        start() +
          update('Stamp_It', 'Days__c', number(1), connector('Tell', 'faultConnector')) +
          `<customErrors>${named('Tell')}<customErrorMessages><errorMessage>Sorry: {!$Flow.FaultMessage}</errorMessage><isFieldError>false</isFieldError></customErrorMessages></customErrors>`,
      ),
    );
    assert.throws(() => save(flow, { failure }), { message: `Sorry: ${detail}` });
    assert.equal(save(flow, {}).updates.length, 1);
  });

  test('a fault path that ends lets the save pass', () => {
    const flow = compiled(
      flowXml(
        start() +
          assignments('Carry_On', [item('$Record.Days__c', 'Assign', number(0))]) +
          update('Stamp_It', 'Days__c', number(1), connector('Carry_On', 'faultConnector')),
      ),
    );
    assert.equal(save(flow, { failure }).ran, true);
  });

  test('an error of the machinery itself is no fault of the flow', () => {
    const flow = compiled(
      flowXml(
        start() +
          assignments('Carry_On', [item('$Record.Days__c', 'Assign', number(0))]) +
          update('Stamp_It', 'Days__c', number(1), connector('Carry_On', 'faultConnector')),
      ),
    );
    const broken = new TypeError('broken') as unknown as SalesforceError;
    assert.throws(() => save(flow, { failure: broken }), TypeError);
  });

  test('a custom error on a field', () => {
    const flow = compiled(
      flowXml(
        start({ type: 'RecordBeforeSave', to: 'Refuse' }) +
          `<customErrors>${named('Refuse')}<customErrorMessages><errorMessage>{!$Record.Title__c} is not lent</errorMessage><fieldSelection>title__c</fieldSelection><isFieldError>true</isFieldError></customErrorMessages></customErrors>`,
      ),
    );
    assert.throws(
      () => save(flow, { record: { Title__c: 'Emma' } }),
      (error) => {
        assert.ok(error instanceof SalesforceError);
        assert.equal(error.errorCode, 'FIELD_CUSTOM_VALIDATION_EXCEPTION');
        assert.equal(error.message, 'Emma is not lent');
        assert.deepEqual(error.fields, ['Title__c']);
        return true;
      },
    );
  });

  const looping = (version: string) =>
    compiled(
      flowXml(
        start({ to: 'Round' }) +
          assignments('Round', [item('$Record.Days__c', 'Add', number(1))], connector('Again')) +
          assignments('Again', [item('$Record.Days__c', 'Add', number(1))], connector('Round')),
      ).replace('64.0', version),
    );
  test('a flow that goes round in circles is stopped', () => {
    assert.throws(() => save(looping('56.0'), {}), /process failed.*Number of iterations exceeded/);
    assert.throws(() => save(looping('57.0'), {}), /process failed.*CPU time limit exceeded/);
  });
});

suite('creating a record', () => {
  const failure = new SalesforceError(
    'REQUIRED_FIELD_MISSING',
    'Required fields are missing: [Name]',
  );
  const library = input('Name', reference('$Record.Title__c')) + input('City__c', text('Utrecht'));

  test('with the fields that the element sets; its name stands for the Id', () => {
    const flow = compiled(
      flowXml(
        start({ to: 'Found_It' }) +
          create(
            'Found_It',
            'Library__c',
            library,
            connector('Link_It') + '<storeOutputAutomatically>true</storeOutputAutomatically>',
          ) +
          update('Link_It', 'Library__c', reference('Found_It')),
      ),
    );
    const { creations, updates } = save(flow, { record: { Title__c: 'Emma' } });
    assert.deepEqual(creations, [
      { object: 'Library__c', created: { Name: 'Emma', City__c: 'Utrecht' } },
    ]);
    assert.deepEqual(updates[0]?.update, { Id: id, Library__c: 'a021' });
  });

  test('can put the Id into a variable', () => {
    const flow = compiled(
      flowXml(
        start({ to: 'Found_It' }) +
          create(
            'Found_It',
            'Library__c',
            library,
            connector('Link_It') + '<assignRecordIdToReference>NewId</assignRecordIdToReference>',
          ) +
          update('Link_It', 'Library__c', reference('NewId')) +
          resource('variables', 'NewId', 'String', ''),
      ),
    );
    assert.deepEqual(save(flow, {}).updates[0]?.update, { Id: id, Library__c: 'a021' });
  });

  test('on a fault path, with a fault path of its own', () => {
    const flow = compiled(
      flowXml(
        start() +
          assignments('Let_Go', [item('Why', 'Assign', reference('$Flow.FaultMessage'))]) +
          create(
            'Found_It',
            'Library__c',
            input('Name', reference('$Flow.FaultMessage')),
            connector('Let_Go', 'faultConnector'),
          ) +
          update('Stamp_It', 'Days__c', number(1), connector('Found_It', 'faultConnector')) +
          resource('variables', 'Why', 'String', ''),
      ),
    );
    assert.match(String(save(flow, { failure }).creations[0]?.created['Name']), /REQUIRED_FIELD/);
    assert.equal(save(flow, { failure, createFailure: failure }).ran, true);
  });

  test('an unhandled fault says what was tried', () => {
    const flow = compiled(
      flowXml(start({ to: 'Found_It' }) + create('Found_It', 'Library__c', library)),
    );
    assert.throws(
      () => save(flow, { createFailure: failure }),
      /the flow tried to create records: REQUIRED_FIELD_MISSING: Required fields are missing/,
    );
  });
});
