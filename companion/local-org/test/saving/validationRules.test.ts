import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Connection } from 'jsforce';
import type { LocalOrg } from '../../src/index.ts';
import { connector, formulaCondition, named } from '../flow/support.ts';
import { deploy, metadataFile, restError, withOrg } from '../support.ts';

/*
 * Salesforce Help: "Validation Rules", "Define Validation Rules"; Metadata API Developer Guide,
 * "ValidationRule"; Apex Developer Guide, "Triggers and Order of Execution".
 */

const escape = (text: string) =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

interface Rule {
  name?: string;
  formula: string;
  message?: string;
  field?: string;
  active?: boolean;
}
const ruleXml = ({ name = 'Rule', formula, message = 'No.', field, active = true }: Rule) =>
  `<validationRules><fullName>${name}</fullName><active>${String(active)}</active>` +
  `<errorConditionFormula>${escape(formula)}</errorConditionFormula>` +
  (field === undefined ? '' : `<errorDisplayField>${field}</errorDisplayField>`) +
  `<errorMessage>${message}</errorMessage></validationRules>`;

const deployRules = (connection: Connection, rules: Rule[], object = 'Contact') =>
  deploy(
    connection,
    { ValidationRule: rules.map(({ name = 'Rule' }) => `${object}.${name}`) },
    { [`objects/${object}.object`]: metadataFile('CustomObject', rules.map(ruleXml).join('')) },
  );

async function withRules(
  rules: Rule[],
  work: (org: LocalOrg, connection: Connection) => Promise<void>,
): Promise<void> {
  await withOrg(async (org, connection) => {
    assert.deepEqual((await deployRules(connection, rules)).problems, []);
    await work(org, connection);
  });
}

/** Which saves a rule stops: the record as it is created and as it is updated. */
const judged: readonly [
  formula: string,
  created: Record<string, unknown>,
  updated: Record<string, unknown> | undefined,
  stops: 'create' | 'update' | 'nothing',
][] = [
  ['ISBLANK(Email)', {}, undefined, 'create'],
  ['ISBLANK(Email)', { Email: 'a@b.example' }, { Email: null }, 'update'],
  ['ISBLANK(Email)', { Email: 'a@b.example' }, { Title: 'Dr' }, 'nothing'],
  // A rule judges the record, not what changed.
  ['NOT(ISNEW()) && ISBLANK(Email)', {}, { Title: 'Dr' }, 'update'],
  ['ISNEW() && ISPICKVAL(LeadSource, "Web")', { LeadSource: 'Web' }, undefined, 'create'],
  ['ISCHANGED(Title)', { Title: 'Dr' }, { Title: 'Prof' }, 'update'],
  ['ISCHANGED(Title)', { Title: 'Dr' }, { Title: 'Dr' }, 'nothing'],
  // A text field that was blank has changed when it contains any value.
  ['ISCHANGED(Title)', {}, { Title: 'Dr' }, 'update'],
  ['ISCHANGED(LeadSource)', { LeadSource: 'Web' }, { LeadSource: 'Other' }, 'update'],
  ['PRIORVALUE(Title) = "Dr"', { Title: 'Miss' }, { Title: 'Dr' }, 'nothing'],
  ['ISCHANGED(Title) && PRIORVALUE(Title) = "Dr"', { Title: 'Dr' }, { Title: 'Prof' }, 'update'],
  [
    'ISPICKVAL(PRIORVALUE(LeadSource), "Web") && ISCHANGED(LeadSource)',
    { LeadSource: 'Web' },
    { LeadSource: 'Other' },
    'update',
  ],
  ['CONTAINS(LOWER(Name), "ada byron")', { FirstName: 'Ada' }, undefined, 'create'],
  ['Birthdate > TODAY()', { Birthdate: '2999-01-01' }, undefined, 'create'],
  ['NOT(ISBLANK(Account.Name))', {}, { Title: 'Dr' }, 'nothing'],
  ['$Profile.Name = "System Administrator"', {}, undefined, 'create'],
  ['$User.LastName <> "Administrator"', {}, { Title: 'Dr' }, 'nothing'],
  ['LEN(Description) > 3', { Description: 'long' }, undefined, 'create'],
];

suite('a validation rule', () => {
  for (const [formula, created, updated, stops] of judged) {
    test(`${formula} stops ${stops}: ${JSON.stringify([created, updated])}`, () =>
      withRules([{ formula }], async (_org, connection) => {
        const contacts = connection.sobject('Contact');
        const refused = /^FIELD_CUSTOM_VALIDATION_EXCEPTION: No\.$/;
        const create = () => contacts.create({ LastName: 'Byron', ...created });
        if (stops === 'create') {
          await assert.rejects(create, refused);
          return;
        }
        const { id } = await create();
        const update = () => contacts.update({ Id: id!, ...updated });
        if (stops === 'update') await assert.rejects(update, refused);
        else await update();
      }));
  }

  test('says its message at its field, and every broken rule is heard', () =>
    withRules(
      [
        { name: 'B', formula: 'ISBLANK(Email)', message: 'Give an address.', field: 'Email' },
        { name: 'A', formula: 'ISBLANK(Title)', message: 'Give a title.' },
        { name: 'C', formula: 'TRUE', message: 'Asleep.', active: false },
      ],
      async (org, connection) => {
        const response = await fetch(`${org.url}/services/data/v66.0/sobjects/Contact`, {
          method: 'POST',
          headers: {
            authorization: `Bearer ${org.accessToken}`,
            'content-type': 'application/json',
          },
          body: '{"LastName":"Byron"}',
        });
        const code = 'FIELD_CUSTOM_VALIDATION_EXCEPTION';
        assert.equal(response.status, 400);
        assert.deepEqual(await response.json(), [
          { message: 'Give a title.', errorCode: code, fields: [] },
          { message: 'Give an address.', errorCode: code, fields: ['Email'] },
        ]);
        const [result] = await connection.sobject('Contact').create([{ LastName: 'Byron' }]);
        assert.deepEqual(result!.errors, [
          { statusCode: code, message: 'Give a title.', fields: [] },
          { statusCode: code, message: 'Give an address.', fields: ['Email'] },
        ]);
      },
    ));

  test('comes after the checks of the system', () =>
    withRules([{ formula: 'TRUE' }], async (org) => {
      const { errorCode } = await restError(org, 'POST', '/sobjects/Contact', { Email: 'x' });
      assert.equal(errorCode, 'REQUIRED_FIELD_MISSING');
    }));

  test('can be switched off by deploying it again', () =>
    withRules([{ formula: 'TRUE' }], async (_org, connection) => {
      await deployRules(connection, [{ formula: 'TRUE', active: false }]);
      await connection.sobject('Contact').create({ LastName: 'Byron' });
    }));

  test('sees what a before-save flow has made of the record, and judges the recursive save', () =>
    withRules([{ formula: 'Title = "Dr"' }], async (org, connection) => {
      const flow = (trigger: string) =>
        metadataFile(
          'Flow',
          `<apiVersion>66.0</apiVersion><label>Title</label><processType>AutoLaunchedFlow</processType>
           <recordUpdates>${named('Set')}<inputAssignments><field>Title</field><value><stringValue>Dr</stringValue></value></inputAssignments><inputReference>$Record</inputReference></recordUpdates>
           <start><locationX>0</locationX><locationY>0</locationY>${connector('Set')}${formulaCondition('{!$Record.Department} = "X"')}
           <object>Contact</object><recordTriggerType>CreateAndUpdate</recordTriggerType><triggerType>${trigger}</triggerType></start><status>Active</status>`,
        );
      const put = async (trigger: string) => {
        const files = { 'flows/Title.flow': flow(trigger) };
        assert.deepEqual((await deploy(connection, { Flow: ['Title'] }, files)).problems, []);
      };
      const contact = { LastName: 'Byron', Department: 'X' };
      await put('RecordBeforeSave');
      assert.equal((await restError(org, 'POST', '/sobjects/Contact', contact)).message, 'No.');
      await put('RecordAfterSave');
      // The flow's own update is what fails, and it has no fault path.
      const { errorCode, message } = await restError(org, 'POST', '/sobjects/Contact', contact);
      assert.equal(errorCode, 'CANNOT_EXECUTE_FLOW_TRIGGER');
      assert.match(message, /FIELD_CUSTOM_VALIDATION_EXCEPTION: No\./);
    }));
});

const refusals: readonly [name: string, rule: string, problem: RegExp][] = [
  [
    'a formula that is no condition',
    ruleXml({ formula: 'LastName' }),
    /^Formula result is data type \(Text\), incompatible with expected data type \(true or false\)\.$/,
  ],
  [
    'a field that is not there',
    ruleXml({ formula: 'Nope__c = "x"' }),
    /^Field Nope__c does not exist\. Check spelling\.$/,
  ],
  [
    'the syntax of flows',
    ruleXml({ formula: 'ISBLANK({!$Record.Email})' }),
    /^Syntax error\. Found '\{'$/,
  ],
  [
    'a bare picklist',
    ruleXml({ formula: 'LeadSource = "Web"' }),
    /^Field LeadSource is a picklist field\. Picklist fields are only supported in certain functions\.$/,
  ],
  [
    'a change of something that is no field',
    ruleXml({ formula: 'ISCHANGED(UPPER(Title))' }),
    /^Incorrect parameter type for function 'ISCHANGED\(\)'\. Expected Field/,
  ],
  [
    'a change of a parent',
    ruleXml({ formula: 'ISCHANGED(Account.Name)' }),
    /^Incorrect parameter type for function 'ISCHANGED\(\)'\. Expected Field/,
  ],
  [
    'a message beside a field that is not there',
    ruleXml({ formula: 'TRUE', field: 'Nope__c' }),
    /^In field: errorDisplayField - no CustomField named Contact\.Nope__c found$/,
  ],
  [
    'a message that is too long',
    ruleXml({ formula: 'TRUE', message: 'x'.repeat(256) }),
    /max length=255/,
  ],
  [
    'no message',
    '<validationRules><fullName>Rule</fullName><active>true</active><errorConditionFormula>TRUE</errorConditionFormula></validationRules>',
    /^Required field is missing: errorMessage$/,
  ],
  [
    'a function that the local org does not have',
    ruleXml({ formula: 'REGEX(Title, "x")' }),
    /^The local org does not implement the formula function REGEX\.$/,
  ],
];

test('a rule that would not compile on the platform fails to deploy', () =>
  withOrg(async (_org, connection) => {
    for (const [name, rule, problem] of refusals) {
      const { success, problems } = await deploy(
        connection,
        { ValidationRule: ['Contact.Rule'] },
        { 'objects/Contact.object': metadataFile('CustomObject', rule) },
      );
      assert.equal(success, false, name);
      assert.match(problems[0]!.problem, problem, name);
      assert.equal(problems[0]!.fullName, 'Contact.Rule', name);
    }
  }));

test('a field that a formula or a rule stands on cannot be deleted', () =>
  withOrg(async (_org, connection) => {
    const field = (name: string, rest: string) =>
      `<fields><fullName>${name}</fullName>${rest}<label>${name}</label><type>Text</type></fields>`;
    const content =
      field('Base__c', '<length>5</length>') +
      field('Derived__c', '<formula>Base__c</formula>') +
      ruleXml({ formula: 'ISBLANK(Base__c)', active: false });
    const members = {
      CustomField: ['Contact.Base__c', 'Contact.Derived__c'],
      ValidationRule: ['Contact.Rule'],
    };
    const files = { 'objects/Contact.object': metadataFile('CustomObject', content) };
    assert.deepEqual((await deploy(connection, members, files)).problems, []);
    const gone = (name: string, type: string) =>
      metadataFile('Package', `<types><members>${name}</members><name>${type}</name></types>`);
    const remove = (name: string, type = 'CustomField') =>
      deploy(connection, {}, { 'destructiveChanges.xml': gone(name, type) });
    const [problem] = (await remove('Contact.Base__c')).problems;
    assert.match(problem!.problem, /Custom Field - Contact\.Derived__c/);
    assert.match(problem!.problem, /Validation Rule - Contact\.Rule/);
    assert.equal((await remove('Contact.Rule', 'ValidationRule')).success, true);
    assert.equal((await remove('Contact.Derived__c')).success, true);
    assert.equal((await remove('Contact.Base__c')).success, true);
  }));
