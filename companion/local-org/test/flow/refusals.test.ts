import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import {
  assignments,
  connector,
  create,
  flowXml,
  formulaCondition,
  input,
  item,
  named,
  problemsOf,
  stampIt,
  start,
  update,
} from './support.ts';

const text = (value: string) => `<stringValue>${value}</stringValue>`;
const number = (value: string) => `<numberValue>${value}</numberValue>`;
const reference = (path: string) => `<elementReference>${path}</elementReference>`;
const integrity = (message: string) => `field integrity exception: unknown (${message})`;
const notImplemented = (what: string) => `The local org does not implement ${what}.`;
const misplaced = (element: string, type: string) =>
  `Error parsing file: Element {http://soap.sforce.com/2006/04/metadata}${element} invalid at this location in type ${type}`;

const messagesOf = (xml: string) => problemsOf(xml).map(({ message }) => message);
const only =
  '<doesRequireRecordChangedToMeetCriteria>true</doesRequireRecordChangedToMeetCriteria>';
const filter = (field: string, operator: string, value: string, logic = 'and') =>
  `<filterLogic>${logic}</filterLogic><filters><field>${field}</field><operator>${operator}</operator><value>${value}</value></filters>`;
const assign = (to: string, operator: string, value: string) =>
  assignments('Stamp_It', [item(to, operator, value)]);
const decide = (conditions: string, logic = 'and') =>
  `<decisions>${named('Stamp_It')}<rules><name>Yes</name><conditionLogic>${logic}</conditionLogic>${conditions}<label>Yes</label></rules></decisions>`;
const condition = (left: string, operator: string, right: string) =>
  `<conditions><leftValueReference>${left}</leftValueReference><operator>${operator}</operator><rightValue>${right}</rightValue></conditions>`;
const resource = (kind: string, name: string, type: string, rest = '') =>
  `<${kind}><name>${name}</name><dataType>${type}</dataType>${rest}</${kind}>`;
const customError = (messages: string) =>
  `<customErrors>${named('Stamp_It')}${messages}</customErrors>`;
const errorMessage = (rest: string) =>
  `<customErrorMessages><errorMessage>No</errorMessage>${rest}</customErrorMessages>`;

suite('entry formulas that Salesforce refuses', () => {
  const field = (name: string) => `Field ${name} does not exist. Check spelling.`;
  const cases: [formula: string, message: string, extra?: string][] = [
    ['ISNEW() || ISCHANGED(Email__c)', field('Email__c')],
    ['ISCHANGED({!Email__c})', 'It contains an invalid flow element Email__c.'],
    ['ISCHANGED({!$Record.Emial__c})', field('$Record.Emial__c')],
    ['ISBLANK({!$Record.Address__c})', field('$Record.Address__c')],
    ['ISBLANK({!$Record.Library__r.Nmae})', field('$Record.Library__r.Nmae')],
    ['ISCHANGED({!$Record.OwnerId})', field('$Record.OwnerId')],
    ['ISBLANK({!$Record.Owner.Name})', field('$Record.Owner.Name')],
    ['ISBLANK({!$Nonsense.Name})', field('$Nonsense.Name')],
    [
      'ISCHANGED({!$Record__Prior.Title__c})',
      "Incorrect parameter type for function 'ISCHANGED()'. Expected Field of $Record",
    ],
    [
      'ISCHANGED({!$Record.Library__r.City__c})',
      "Incorrect parameter type for function 'ISCHANGED()'. Expected Field of $Record",
    ],
    [
      'ISCHANGED(TEXT({!$Record.Status__c}))',
      "Incorrect parameter type for function 'ISCHANGED()'. Expected Field of $Record",
    ],
    [
      'ISCHANGED()',
      "Incorrect number of parameters for function 'ISCHANGED()'. Expected 1, received 0",
    ],
    [
      'ISNEW({!$Record.Id})',
      "Incorrect number of parameters for function 'ISNEW()'. Expected 0, received 1",
    ],
    [
      'PRIORVALUE({!$Record.Days__c}) > 1',
      'Function PRIORVALUE may not be used in this type of formula',
    ],
    [
      'INCLUDES({!$Record.Status__c}, "a")',
      'Function INCLUDES may not be used in this type of formula',
    ],
    [
      '{!$Record.Status__c} = "Out"',
      'Field $Record.Status__c is a picklist field. Picklist fields are only supported in certain functions.',
    ],
    [
      '{!$Record.Title__c}',
      'Formula result is data type (Text), incompatible with expected data type (true or false).',
    ],
    ['ISCHANGED({!$Record.Title__c}', "Syntax error. Missing ')'"],
  ];
  for (const [formula, message] of cases) {
    test(formula, () => {
      const xml = flowXml(start({ conditions: formulaCondition(formula) }) + stampIt);
      assert.deepEqual(messagesOf(xml), [
        integrity(`The formula expression is invalid: ${message}`),
      ]);
    });
  }

  test('$Record__Prior when the record must be updated to meet the conditions', () => {
    const conditions = only + formulaCondition('{!$Record__Prior.Days__c} <> {!$Record.Days__c}');
    assert.match(
      messagesOf(flowXml(start({ conditions }) + stampIt)).join(),
      /can't use \$Record__Prior when the flow runs only when a record is updated to meet/,
    );
  });

  test('$Record__Prior in a flow for new records', () => {
    const conditions = formulaCondition('ISBLANK({!$Record__Prior.Title__c})');
    assert.deepEqual(messagesOf(flowXml(start({ conditions, when: 'Create' }) + stampIt)), [
      integrity(`The formula expression is invalid: ${field('$Record__Prior.Title__c')}`),
    ]);
  });
});

suite('files that are no flow of the Metadata API', () => {
  const cases: [name: string, xml: string, message: string][] = [
    ['an unknown element', flowXml(start() + stampIt + '<foo/>'), misplaced('foo', 'Flow')],
    [
      'an unknown element inside another',
      flowXml(start() + stampIt.replace('</recordUpdates>', '<bar/></recordUpdates>')),
      misplaced('bar', 'FlowRecordUpdate'),
    ],
    [
      '<value> where a condition has <rightValue>',
      flowXml(
        start() +
          decide(
            condition('$Record.Days__c', 'EqualTo', number('1')).replaceAll('rightValue', 'value'),
          ),
      ),
      misplaced('value', 'FlowCondition'),
    ],
    [
      'elements of one name apart from each other',
      flowXml(
        start() +
          stampIt +
          resource('variables', 'A', 'String') +
          update('Two', 'Days__c', number('1')),
      ),
      'Error parsing file: Element recordUpdates is duplicated at this location in type Flow',
    ],
    [
      'a second label',
      flowXml('<label>Again</label>' + start() + stampIt),
      'Error parsing file: Element label is duplicated at this location in type Flow',
    ],
    [
      'a missing label',
      flowXml(start() + stampIt).replace(/<label>.*<\/label>\n/, ''),
      'Required field is missing: label',
    ],
    [
      'a missing operator',
      flowXml(
        start() +
          assign('$Record.Days__c', 'Assign', number('1')).replace(/<operator>.*<\/operator>/, ''),
      ),
      'Required field is missing: operator',
    ],
    [
      'an unknown word',
      flowXml(start({ type: 'RecordAfterBreakfast' as 'RecordAfterSave' }) + stampIt),
      "'RecordAfterBreakfast' is not a valid value for the enum 'FlowTriggerType'",
    ],
    [
      'a number that is none',
      flowXml(start() + assign('$Record.Days__c', 'Assign', number('many'))),
      "Error parsing file: 'many' is not a valid value for the type xsd:double",
    ],
    [
      'a date that is none',
      flowXml(start() + assign('$Record.Due__c', 'Assign', '<dateValue>2026-13-01</dateValue>')),
      "Error parsing file: '2026-13-01' is not a valid value for the type xsd:date",
    ],
    [
      'a date-time that is none',
      flowXml(start() + assign('$Record.Stamp__c', 'Assign', '<dateTimeValue>now</dateTimeValue>')),
      "Error parsing file: 'now' is not a valid value for the type xsd:dateTime",
    ],
  ];
  for (const [name, xml, message] of cases) {
    test(name, () => {
      assert.ok(messagesOf(xml).includes(message), messagesOf(xml).join('\n'));
    });
  }
});

suite('flows that Salesforce refuses', () => {
  const noField = (field: string) =>
    integrity(`The field "${field}" for the object "Loan__c" doesn't exist.`);
  const noReference = (path: string) =>
    integrity(`The element has an invalid reference to "${path}".`);
  const wrongType = (place: string) =>
    integrity(`The ${place} field value has an incompatible data type.`);
  const one = update('Stamp_It', 'Days__c', number('1'));
  const cases: [name: string, content: string, message: string][] = [
    ['no start', one, integrity('Required field is missing: start')],
    [
      'a start that leads nowhere',
      start().replace(/<connector>.*<\/connector>/, '') + one,
      integrity("The flow can't run because nothing is connected to the Start element."),
    ],
    ['a start that leads to nothing', start({ to: 'Nobody' }) + one, noReference('Nobody')],
    [
      'a start without an object',
      start().replace(/<object>.*<\/object>/, '') + one,
      integrity('Required field is missing: object'),
    ],
    [
      'an object that does not exist',
      start().replace('Loan__c', 'Lone__c') + one,
      integrity(`The object "Lone__c" can't trigger a flow.`),
    ],
    [
      'a start without creation or update',
      start().replace(/<recordTriggerType>.*<\/recordTriggerType>/, '') + one,
      integrity('Required field is missing: recordTriggerType'),
    ],
    [
      'a connector to nothing',
      start() + update('Stamp_It', 'Days__c', number('1'), connector('X')),
      noReference('X'),
    ],
    [
      'a fault connector to nothing',
      start() + update('Stamp_It', 'Days__c', number('1'), connector('X', 'faultConnector')),
      noReference('X'),
    ],
    [
      'a filter on no field',
      start({ conditions: filter('Dayz__c', 'EqualTo', number('1')) }) + one,
      noField('Dayz__c'),
    ],
    [
      'a filter on a field of the parent',
      start({ conditions: filter('Library__r.City__c', 'EqualTo', text('x')) }) + one,
      noField('Library__r.City__c'),
    ],
    [
      'a filter of another type',
      start({ conditions: filter('Days__c', 'EqualTo', text('1')) }) + one,
      wrongType('value'),
    ],
    [
      'a filter that cannot compare so',
      start({ conditions: filter('Returned__c', 'Contains', text('1')) }) + one,
      integrity(`The "Contains" operator can't be used with this data type.`),
    ],
    [
      'a logic of filters that are not there',
      start({ conditions: filter('Days__c', 'EqualTo', number('1'), '1 AND 2') }) + one,
      integrity('The condition logic "1 AND 2" is invalid.'),
    ],
    [
      'an update of no field',
      start() + update('Stamp_It', 'Dayz__c', number('1')),
      noField('Dayz__c'),
    ],
    [
      'an update of a compound field',
      start() + update('Stamp_It', 'Address__c', text('x')),
      noField('Address__c'),
    ],
    [
      'an update with another type',
      start() + update('Stamp_It', 'Days__c', text('x')),
      wrongType('inputAssignments'),
    ],
    [
      'an update of a field that nobody can edit',
      start() + update('Stamp_It', 'CreatedDate', reference('$Flow.CurrentDateTime')),
      integrity('The field "CreatedDate" can\'t be edited.'),
    ],
    [
      'an update of nothing',
      start() + one.replace(/<inputReference>.*<\/inputReference>/, ''),
      integrity('Required field is missing: inputReference'),
    ],
    [
      'an update of what is not there',
      start() + one.replace('$Record<', 'Other<'),
      noReference('Other'),
    ],
    [
      'a value that refers to nothing',
      start() + update('Stamp_It', 'Days__c', reference('Nobody')),
      noReference('Nobody'),
    ],
    [
      'a merge field of nothing',
      start() + update('Stamp_It', 'Title__c', text('{!Nobody}')),
      noReference('Nobody'),
    ],
    [
      'an assignment to nothing',
      start() + assign('Nobody', 'Assign', text('x')),
      noReference('Nobody'),
    ],
    [
      'an assignment to the past',
      start() + assign('$Record__Prior.Days__c', 'Assign', number('1')),
      integrity(`"$Record__Prior.Days__c" can't be assigned a value.`),
    ],
    [
      'an assignment of another type',
      start() + assign('$Record.Days__c', 'Assign', text('x')),
      wrongType('value'),
    ],
    [
      'a sum of texts and numbers',
      start() + assign('$Record.Title__c', 'Add', number('1')),
      wrongType('value'),
    ],
    [
      'a difference of texts',
      start() + assign('$Record.Title__c', 'Subtract', text('x')),
      wrongType('value'),
    ],
    [
      'a condition on nothing',
      start() + decide(condition('Nobody', 'EqualTo', text('x'))),
      integrity("A condition has a reference to Nobody, which doesn't exist."),
    ],
    [
      'a change of what is no field of the record',
      start() +
        resource('variables', 'Var', 'String') +
        decide(condition('Var', 'IsChanged', '<booleanValue>true</booleanValue>')),
      integrity('The "IsChanged" operator can be used only with fields of $Record.'),
    ],
    [
      'a question without yes or no',
      start() + decide(condition('$Record.Days__c', 'IsNull', text('x'))),
      wrongType('rightValue'),
    ],
    ...['1 AND 2 OR 3', '1 AND (2 OR 3', '1 2 3', '1 AND 2', 'xor'].map(
      (logic): [string, string, string] => [
        `the condition logic ${logic}`,
        start() + decide(condition('$Record.Days__c', 'EqualTo', number('1')).repeat(3), logic),
        integrity(`The condition logic "${logic}" is invalid.`),
      ],
    ),
    [
      'two resources of one name',
      start() + one + resource('variables', 'stamp_it', 'String'),
      integrity('Duplicate developer name: stamp_it'),
    ],
    [
      'a name that is none',
      start() + one + resource('variables', '2nd', 'String'),
      integrity('"2nd" is not a valid API name.'),
    ],
    [
      'a formula that nobody uses and that is wrong',
      start() + one + resource('formulas', 'F', 'Number', '<expression>LEN(Days__c)</expression>'),
      integrity('The formula expression is invalid: Field Days__c does not exist. Check spelling.'),
    ],
    [
      'formulas that refer to each other',
      start() +
        one +
        resource('formulas', 'F', 'Number', '<expression>{!G} + 1</expression>') +
        resource('formulas', 'G', 'Number', '<expression>{!F} + 1</expression>'),
      integrity('The resource "F" refers to itself.'),
    ],
    [
      'a constant of another type',
      start() + one + resource('constants', 'C', 'Number', `<value>${text('x')}</value>`),
      wrongType('value'),
    ],
    [
      'a custom error on no field',
      start() +
        customError(
          errorMessage('<fieldSelection>Nope__c</fieldSelection><isFieldError>true</isFieldError>'),
        ),
      noField('Nope__c'),
    ],
    [
      'a record of no object',
      start() + create('Stamp_It', 'Nope__c', ''),
      integrity('Records of "Nope__c" can\'t be created.'),
    ],
    [
      'a record with no such field',
      start() + create('Stamp_It', 'Library__c', input('Nope__c', text('x'))),
      integrity('The field "Nope__c" for the object "Library__c" doesn\'t exist.'),
    ],
    [
      'a record before the save',
      start({ type: 'RecordBeforeSave' }) + create('Stamp_It', 'Library__c', ''),
      integrity("A before-save flow can't create records."),
    ],
    [
      'the output of an element that keeps none',
      start() +
        create('Stamp_It', 'Library__c', '', connector('Two')) +
        update('Two', 'Library__c', reference('Stamp_It')),
      noReference('Stamp_It'),
    ],
    [
      'a trigger order out of range',
      '<triggerOrder>2001</triggerOrder>' + start() + one,
      integrity('The trigger order must be a whole number between 1 and 2,000.'),
    ],
  ];
  for (const [name, content, message] of cases) {
    test(name, () => {
      assert.deepEqual(messagesOf(flowXml(content)), [message]);
    });
  }
});

suite('what Salesforce has and the local org does not', () => {
  const one = update('Stamp_It', 'Days__c', number('1'));
  const cases: [content: string, what: string][] = [
    [start() + one + '<waits/>', 'the element waits of Flow'],
    [
      start().replace('RecordAfterSave', 'RecordBeforeDelete') + one,
      'RecordBeforeDelete as triggerType of start',
    ],
    [start().replace('CreateAndUpdate', 'Delete') + one, 'Delete as recordTriggerType of start'],
    [
      start() + assign('$Record.Days__c', 'None', number('1')),
      'None as operator of assignmentItems',
    ],
    [
      start() + decide(condition('Stamp_It', 'WasVisited', '<booleanValue>true</booleanValue>')),
      'WasVisited as operator of conditions',
    ],
    [
      start() + update('Stamp_It', 'Title__c', reference('$Flow.InterviewGuid')),
      'the reference $Flow.InterviewGuid',
    ],
    [
      start({ conditions: formulaCondition('REGEX({!$Record.Title__c}, "a")') }) + one,
      'the formula function REGEX',
    ],
    [
      start() + update('Stamp_It', 'Title__c', text('{!$Record.Due__c}')),
      'a date in a text ({!$Record.Due__c})',
    ],
    [
      start() + customError(errorMessage('<isFieldError>false</isFieldError>').repeat(2)),
      'several customErrorMessages in one element',
    ],
    [
      start({ conditions: only }) + one,
      'doesRequireRecordChangedToMeetCriteria without entry conditions',
    ],
  ];
  for (const [content, what] of cases) {
    test(what, () => {
      assert.deepEqual(messagesOf(flowXml(content)), [notImplemented(what)]);
    });
  }

  test('another type of flow', () => {
    const xml = flowXml(start() + one).replace('>AutoLaunchedFlow<', '>Workflow<');
    assert.deepEqual(messagesOf(xml), [notImplemented('Workflow as processType of Flow')]);
  });
});

test('every problem is reported, with its place', () => {
  const xml = flowXml(
    start({ conditions: filter('Dayz__c', 'EqualTo', number('1')) }) +
      update('Stamp_It', 'Titel__c', text('x')),
  );
  const lines = xml.split('\n');
  const lineOf = (part: string) => lines.findIndex((line) => line.includes(part)) + 1;
  const problems = problemsOf(xml);
  assert.deepEqual(
    problems.map(({ line }) => line),
    [lineOf('Dayz__c'), lineOf('Titel__c')],
  );
  assert.ok(problems.every(({ column }) => column !== undefined && column > 1));
});
