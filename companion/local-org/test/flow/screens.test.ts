import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Connection } from 'jsforce';
import { ScreenErrors } from '../../src/index.ts';
import type { LocalOrg } from '../../src/index.ts';
import { deploy, metadataFile, withOrg } from '../support.ts';
import { assignments, connector, grouped, input, item, named } from './support.ts';

/*
 * Screen flows, gone through as a user does (Salesforce Help, "Flow Element: Screen", "Flow Screen
 * Input Components", "Flow Resource: Record Choice Set", "Validate User Input with Flow Formulas",
 * "Which User Context Does a Flow Run In?"; Metadata API Developer Guide, Flow).
 */

const text = (value: string) => `<stringValue>${value}</stringValue>`;
const number = (value: number) => `<numberValue>${value}</numberValue>`;
const yes = '<booleanValue>true</booleanValue>';
const reference = (path: string) => `<elementReference>${path}</elementReference>`;

/** A screen flow that begins with its element First. */
const screenFlow = (content: string, mode = '') =>
  metadataFile(
    'Flow',
    `<apiVersion>66.0</apiVersion>${grouped(content)}<label>Sign-up</label><processType>Flow</processType>${mode && `<runInMode>${mode}</runInMode>`}
    <start><locationX>0</locationX><locationY>0</locationY>${connector('First')}</start><status>Active</status>`,
  );
const screen = (name: string, fields: string, to?: string) =>
  `<screens>${named(name)}<allowBack>false</allowBack><allowFinish>true</allowFinish><allowPause>false</allowPause>${to ? connector(to) : ''}${fields}<showFooter>true</showFooter><showHeader>false</showHeader></screens>`;
const field = (name: string, kind: string, type: string, rest = '') =>
  `<fields><name>${name}</name>${type && `<dataType>${type}</dataType>`}<fieldText>${name}</fieldText><fieldType>${kind}</fieldType>${rest}</fields>`;
const required = '<isRequired>true</isRequired>';
const variable = (name: string, rest: string) =>
  `<variables><name>${name}</name>${rest}</variables>`;
const recordId = variable('recordId', '<dataType>String</dataType><isInput>true</isInput>');
const output = (name: string, type = 'String') =>
  variable(name, `<dataType>${type}</dataType><isOutput>true</isOutput>`);
const display = (name: string, says: string) =>
  `<fields><name>${name}</name><fieldText>${says}</fieldText><fieldType>DisplayText</fieldType></fields>`;
const choice = (name: string, label: string, value = '') =>
  `<choices><name>${name}</name><choiceText>${label}</choiceText><dataType>String</dataType>${value && `<value>${value}</value>`}</choices>`;
const choose = (name: string, kind: string, choices: string[], rest = '') =>
  `<fields><name>${name}</name>${choices.map((one) => `<choiceReferences>${one}</choiceReferences>`).join('')}<dataType>String</dataType><fieldText>${name}</fieldText><fieldType>${kind}</fieldType>${rest}</fields>`;
const rename = (value: string, more = '') =>
  `<recordUpdates>${named('Rename')}${more}<filters><field>Id</field><operator>EqualTo</operator><value>${reference('recordId')}</value></filters>${input('LastName', value)}<object>Contact</object></recordUpdates>`;

async function problemsOf(connection: Connection, flow: string): Promise<string[]> {
  const { problems } = await deploy(
    connection,
    { Flow: ['Sign_Up'] },
    { 'flows/Sign_Up.flow': flow },
  );
  return problems.map(({ problem }) => problem);
}

const withFlow = (flow: string, work: (org: LocalOrg, connection: Connection) => Promise<void>) =>
  withOrg(async (org, connection) => {
    assert.deepEqual(await problemsOf(connection, flow), []);
    await work(org, connection);
  });

async function addContact(connection: Connection, values = {}): Promise<string> {
  const { id } = await connection.sobject('Contact').create({ LastName: 'Lovelace', ...values });
  return id!;
}
const nameOf = async (connection: Connection, id: string) =>
  (await connection.sobject('Contact').retrieve(id))['LastName'] as string;

async function addUser(connection: Connection, profile: string): Promise<string> {
  const found = await connection.query(`SELECT Id FROM Profile WHERE Name = '${profile}'`);
  await connection.sobject('User').create({
    Username: 'grace@library.example',
    Email: 'grace@library.example',
    LastName: 'Hopper',
    Alias: 'grace',
    ProfileId: found.records[0]!.Id!,
    TimeZoneSidKey: 'GMT',
    LocaleSidKey: 'en_US',
    LanguageLocaleKey: 'en_US',
    EmailEncodingKey: 'UTF-8',
  });
  return 'grace@library.example';
}

/** The messages that an answer is refused with, by field. */
function refused(work: () => void): Record<string, string> {
  try {
    work();
  } catch (error) {
    if (error instanceof ScreenErrors) return error.errors;
    throw error;
  }
  assert.fail('nothing was refused');
}

suite('going through a screen flow', () => {
  test('shows a screen, takes what is entered and goes on to the end', () =>
    withFlow(
      screenFlow(
        screen('First', field('New_Name', 'InputField', 'String', required), 'Rename') +
          rename(reference('New_Name'), connector('Done')) +
          screen('Done', display('Says', 'Now {!New_Name}.')) +
          recordId,
      ),
      async (org, connection) => {
        const id = await addContact(connection);
        const flow = org.startScreenFlow('Sign_Up', { inputs: { recordId: id } });
        assert.deepEqual(flow.screen, {
          name: 'First',
          label: 'First',
          fields: [
            {
              name: 'New_Name',
              text: 'New_Name',
              kind: 'InputField',
              isRequired: true,
              value: null,
            },
          ],
          isLast: false,
        });
        assert.equal(await nameOf(connection, id), 'Lovelace');
        flow.next({ New_Name: 'King' });
        assert.equal(await nameOf(connection, id), 'King');
        assert.deepEqual([flow.screen.fields[0]!.text, flow.screen.isLast], ['Now King.', true]);
        flow.next();
        assert.equal(flow.screen, undefined);
        assert.throws(() => {
          flow.next();
        }, /The flow Sign_Up has ended/);
      },
    ));

  test('keeps apart what each field takes', () =>
    withFlow(
      screenFlow(
        screen(
          'First',
          field('Words', 'InputField', 'String') +
            field('Age', 'InputField', 'Number', '<scale>0</scale>') +
            field('Since', 'InputField', 'Date') +
            field('Agreed', 'InputField', 'Boolean', required) +
            field('Story', 'LargeTextArea', ''),
        ),
      ),
      (org) => {
        const flow = org.startScreenFlow('Sign_Up', {});
        assert.deepEqual(
          flow.screen!.fields.map(({ name, value }) => [name, value]),
          [
            ['Words', null],
            ['Age', null],
            ['Since', null],
            ['Agreed', false],
            ['Story', null],
          ],
        );
        const wrong = { Words: 1, Age: 1.5, Since: 'soon', Agreed: 'yes', Story: false };
        assert.deepEqual(
          refused(() => {
            flow.next(wrong);
          }),
          {
            Words: 'Enter a text.',
            Age: "Your entry isn't a valid increment.",
            Since: 'Enter a date.',
            Agreed: 'Enter a boolean.',
            Story: 'Enter a text.',
          },
        );
        flow.next({ Words: 'a', Age: 36, Since: '1815-12-10', Agreed: false, Story: 'long' });
        assert.equal(flow.screen, undefined);
        return Promise.resolve();
      },
    ));

  test('asks again for what is required, and for what breaks a validation rule', () => {
    const rule =
      '<validationRule><errorMessage>Too short</errorMessage><formulaExpression>LEN({!Code}) = 4</formulaExpression></validationRule>';
    return withFlow(
      screenFlow(
        screen(
          'First',
          field('Name', 'InputField', 'String', required) +
            field('Code', 'InputField', 'String', rule),
        ),
      ),
      (org) => {
        const flow = org.startScreenFlow('Sign_Up', {});
        const errors = refused(() => {
          flow.next({ Code: '12' });
        });
        assert.deepEqual(errors, {
          Name: 'Please enter some valid input. Input is not optional.',
          Code: 'Too short',
        });
        assert.equal(flow.screen!.name, 'First');
        flow.next({ Name: 'Ada', Code: null });
        assert.equal(flow.screen, undefined);
        return Promise.resolve();
      },
    );
  });

  test('hides fields, and what stands in a hidden section, by what is entered', () => {
    const when = `<visibilityRule><conditionLogic>and</conditionLogic><conditions><leftValueReference>Student</leftValueReference><operator>EqualTo</operator><rightValue>${yes}</rightValue></conditions></visibilityRule>`;
    const section = `<fields><name>Section</name><fieldType>RegionContainer</fieldType><fields><name>Column</name><fieldType>Region</fieldType>${field('School', 'InputField', 'String', required)}</fields><regionContainerType>SectionWithoutHeader</regionContainerType>${when}</fields>`;
    return withFlow(
      screenFlow(
        screen('First', field('Student', 'InputField', 'Boolean') + section, 'Keep') +
          assignments('Keep', [item('Result', 'Assign', reference('School'))]) +
          output('Result'),
      ),
      (org) => {
        const flow = org.startScreenFlow('Sign_Up', {});
        assert.deepEqual(
          flow.screen!.fields.map(({ name }) => name),
          ['Student'],
        );
        assert.deepEqual(
          refused(() => {
            flow.next({ School: 'Trinity' });
          }),
          { School: 'The field is hidden.' },
        );
        assert.match(
          refused(() => {
            flow.next({ Student: true, School: '' });
          })['School']!,
          /not optional/,
        );
        flow.next({ Student: true, School: 'Trinity' });
        assert.deepEqual(flow.outputs(), { Result: 'Trinity' });
        return Promise.resolve();
      },
    );
  });

  test('each transaction ends at a screen: what came before stays when the flow fails', () =>
    withFlow(
      screenFlow(
        rename(text('Kept'), connector('Ask')).replace('Rename', 'First') +
          rename(reference('Answer')) +
          screen('Ask', field('Answer', 'InputField', 'String'), 'Rename') +
          recordId,
      ),
      async (org, connection) => {
        const id = await addContact(connection);
        const flow = org.startScreenFlow('Sign_Up', { inputs: { recordId: id } });
        assert.equal(await nameOf(connection, id), 'Kept');
        assert.throws(() => {
          flow.next({ Answer: '' });
        }, /An unhandled fault has occurred in this flow: .*REQUIRED_FIELD_MISSING/);
        assert.equal(await nameOf(connection, id), 'Kept');
        assert.equal(flow.screen, undefined);
        const [email] = org.outbox();
        assert.match(email!.subject, /^Error Occurred During Flow "Sign-up": .*REQUIRED_FIELD/);
      },
    ));

  test('a fault path can lead to a screen that says why', () =>
    withFlow(
      screenFlow(
        rename(text(''), connector('Sorry', 'faultConnector')).replace('Rename', 'First') +
          screen('Sorry', display('Why', '{!$Flow.FaultMessage}')) +
          recordId,
      ),
      async (org, connection) => {
        const inputs = { recordId: await addContact(connection) };
        const { screen: sorry } = org.startScreenFlow('Sign_Up', { inputs });
        assert.match(sorry!.fields[0]!.text, /REQUIRED_FIELD_MISSING/);
      },
    ));

  test('a loop asks once for each item, and shows what was entered before only where told', () => {
    const items = [item('Names', 'Add', text('a')), item('Names', 'Add', text('b'))];
    const kept = field('Kept', 'InputField', 'String');
    const reset = '<inputsOnNextNavToAssocScrn>ResetValues</inputsOnNextNavToAssocScrn>';
    return withFlow(
      screenFlow(
        assignments('First', items, connector('Each')) +
          `<loops>${named('Each')}<collectionReference>Names</collectionReference>${connector('Ask', 'nextValueConnector')}</loops>` +
          screen(
            'Ask',
            display('Of', '{!Each}') + kept + field('Reset', 'InputField', 'String', reset),
            'Each',
          ) +
          variable('Names', '<dataType>String</dataType><isCollection>true</isCollection>'),
      ),
      (org) => {
        const flow = org.startScreenFlow('Sign_Up', {});
        const seen = () => flow.screen!.fields.map((one) => one.value ?? one.text);
        assert.deepEqual(seen(), ['a', 'Kept', 'Reset']);
        flow.next({ Kept: '1', Reset: '2' });
        assert.deepEqual(seen(), ['b', '1', 'Reset']);
        flow.next();
        assert.equal(flow.screen, undefined);
        return Promise.resolve();
      },
    );
  });
});

suite('choices', () => {
  const decideOn = (right: string) =>
    `<decisions>${named('Decide')}<defaultConnectorLabel>No</defaultConnectorLabel><rules><name>Approved</name><conditionLogic>and</conditionLogic><conditions><leftValueReference>Verdict</leftValueReference><operator>EqualTo</operator><rightValue>${right}</rightValue></conditions>${connector('Rename')}<label>Approved</label></rules></decisions>`;

  test('a decision goes by the choice, which has a value or is what it says', () =>
    withFlow(
      screenFlow(
        choice('Yes', 'Approve') +
          choice('No', 'Turn down', text('reject')) +
          decideOn(reference('Yes')) +
          rename(text('Approved')) +
          screen('First', choose('Verdict', 'RadioButtons', ['Yes', 'No'], required), 'Decide') +
          recordId,
      ),
      async (org, connection) => {
        const id = await addContact(connection);
        const start = () => org.startScreenFlow('Sign_Up', { inputs: { recordId: id } });
        const turnedDown = start();
        assert.deepEqual(turnedDown.screen!.fields[0]!.choices, [
          { label: 'Approve', value: 'Approve' },
          { label: 'Turn down', value: 'reject' },
        ]);
        assert.match(
          refused(() => {
            turnedDown.next({ Verdict: 'Maybe' });
          })['Verdict']!,
          /no choice Maybe/,
        );
        turnedDown.next({ Verdict: 'reject' });
        assert.equal(await nameOf(connection, id), 'Lovelace');
        start().next({ Verdict: 'Approve' });
        assert.equal(await nameOf(connection, id), 'Approved');
      },
    ));

  const set = (rest: string) =>
    `<dynamicChoiceSets><name>Found</name><dataType>String</dataType>${rest}</dynamicChoiceSets>`;
  const one = '<operator>StartsWith</operator>';
  const records = set(
    `<displayField>Name</displayField><filterLogic>and</filterLogic><filters><field>Name</field>${one}<value>${text('L')}</value></filters><limit>2</limit><object>Account</object><sortField>Name</sortField><sortOrder>Desc</sortOrder><valueField>Id</valueField>`,
  );
  const nil = (name: string) =>
    `<${name} xsi:nil="true" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"/>`;
  const picklist = set(
    `${nil('displayField')}${nil('object')}<picklistField>LeadSource</picklistField><picklistObject>Contact</picklistObject><sortOrder>Asc</sortOrder>`,
  );
  const collected = set(
    '<collectionReference>Accounts</collectionReference><displayField>Name</displayField><object>Account</object><valueField>Name</valueField>',
  );
  const lookUp = `<recordLookups>${named('First')}${connector('Ask')}<object>Account</object><outputReference>Accounts</outputReference></recordLookups>`;
  const ask = (name: string, rest = '') =>
    screen(name, choose('Picked', 'DropdownBox', ['Found'], rest));

  for (const [name, content, expected] of [
    ['records, in their order and up to a limit', records + ask('First'), ['Lund', 'London']],
    [
      'the values of a picklist',
      picklist + ask('First'),
      ['Other', 'Partner Referral', 'Phone Inquiry', 'Web'],
    ],
    [
      'records that the flow has collected',
      collected +
        lookUp +
        ask('Ask') +
        variable(
          'Accounts',
          '<dataType>SObject</dataType><isCollection>true</isCollection><objectType>Account</objectType>',
        ),
      ['Leeds', 'London', 'Lund', 'Malmö'],
    ],
  ] as const) {
    test(`come from ${name}`, () =>
      withFlow(screenFlow(content), async (org, connection) => {
        for (const Name of ['Lund', 'Malmö', 'London', 'Leeds']) {
          await connection.sobject('Account').create({ Name });
        }
        const labels = org
          .startScreenFlow('Sign_Up', {})
          .screen!.fields[0]!.choices!.map(({ label }) => label);
        assert.deepEqual(name.startsWith('records that') ? labels.toSorted() : labels, expected);
      }));
  }

  test('several are joined by semicolons, and one can be chosen at first', () =>
    withFlow(
      screenFlow(
        assignments('Keep', [item('Result', 'Assign', reference('Several'))]) +
          choice('One', '1') +
          choice('Two', '2') +
          screen(
            'First',
            choose(
              'Several',
              'MultiSelectCheckboxes',
              ['One', 'Two'],
              '<defaultSelectedChoiceReference>Two</defaultSelectedChoiceReference>',
            ),
            'Keep',
          ) +
          output('Result'),
      ),
      (org) => {
        const flow = org.startScreenFlow('Sign_Up', {});
        assert.equal(flow.screen!.fields[0]!.value, '2');
        flow.next({ Several: '1;2' });
        assert.deepEqual(flow.outputs(), { Result: '1;2' });
        return Promise.resolve();
      },
    ));
});

const lookup = (
  inputs: string,
  rest = '<storeOutputAutomatically>true</storeOutputAutomatically>',
) =>
  `<fields><name>Account</name><extensionName>flowruntime:lookup</extensionName><fieldType>ComponentInstance</fieldType>${inputs}${rest}</fields>`;
const parameter = (name: string, value: string) =>
  `<inputParameters><name>${name}</name><value>${value}</value></inputParameters>`;
const ofContact =
  parameter('objectApiName', text('Contact')) +
  parameter('fieldApiName', text('AccountId')) +
  parameter('label', text('Account'));

suite('a lookup on a screen', () => {
  test('gives the Id of a record that its user sees', () =>
    withFlow(
      screenFlow(
        assignments('Keep', [item('Result', 'Assign', reference('Account.recordId'))]) +
          screen('First', lookup(ofContact + parameter('required', yes)), 'Keep') +
          output('Result'),
      ),
      async (org, connection) => {
        const { id } = await connection.sobject('Account').create({ Name: 'Acme' });
        const contact = await addContact(connection);
        const flow = org.startScreenFlow('Sign_Up', {});
        for (const [answer, message] of [
          [null, /not optional/],
          ['001000000000000AAA', /no record 001000000000000AAA to choose/],
          [contact, /no record/],
        ] as const) {
          const errors = refused(() => {
            flow.next({ Account: answer });
          });
          assert.match(errors['Account']!, message);
        }
        const stranger = org.startScreenFlow('Sign_Up', {
          username: await addUser(connection, 'Standard User'),
        });
        refused(() => {
          stranger.next({ Account: id! });
        });
        flow.next({ Account: id! });
        assert.deepEqual(flow.outputs(), { Result: id! });
      },
    ));
});

suite('a screen flow runs as its user', () => {
  const show = (field: string) =>
    `<recordLookups>${named('First')}${connector('See')}<filters><field>Id</field><operator>EqualTo</operator><value>${reference('recordId')}</value></filters><getFirstRecordOnly>true</getFirstRecordOnly><object>Contact</object><storeOutputAutomatically>true</storeOutputAutomatically></recordLookups>${screen('See', display('Seen', `{!First.${field}}`))}${recordId}`;
  const seen = async (mode: string, own: boolean, field: string) => {
    let shown: string | undefined;
    await withFlow(screenFlow(show(field), mode), async (org, connection) => {
      const username = await addUser(connection, 'Standard User');
      const [user] = (await connection.query(`SELECT Id FROM User WHERE Username = '${username}'`))
        .records;
      await deployCode(connection);
      const id = await addContact(connection, {
        Code__c: 'secret',
        ...(own && { OwnerId: user!.Id! }),
      });
      const flow = org.startScreenFlow('Sign_Up', { username, inputs: { recordId: id } });
      shown = flow.screen!.fields[0]!.text;
    });
    return shown;
  };
  /** A field that the administrator sees and others do not. */
  const deployCode = async (connection: Connection) => {
    const file = metadataFile(
      'CustomObject',
      '<fields><fullName>Code__c</fullName><label>Code</label><length>20</length><type>Text</type></fields>',
    );
    const set = metadataFile(
      'PermissionSet',
      '<fieldPermissions><editable>true</editable><field>Contact.Code__c</field><readable>true</readable></fieldPermissions><label>Codes</label>',
    );
    const { problems } = await deploy(
      connection,
      { CustomField: ['Contact.Code__c'], PermissionSet: ['Codes'] },
      { 'objects/Contact.object': file, 'permissionsets/Codes.permissionset': set },
    );
    assert.deepEqual(problems, []);
    const { user_id: me } = await connection.identity();
    const [found] = (await connection.query("SELECT Id FROM PermissionSet WHERE Name = 'Codes'"))
      .records;
    await connection
      .sobject('PermissionSetAssignment')
      .create({ AssigneeId: me, PermissionSetId: found!.Id! });
  };

  /** (mode, whether the record is the user's own, field, what the user sees of it) */
  const cases: readonly [string, boolean, string, string][] = [
    ['', true, 'LastName', 'Lovelace'],
    ['', false, 'LastName', ''],
    ['SystemModeWithSharing', false, 'LastName', ''],
    ['SystemModeWithoutSharing', false, 'LastName', 'Lovelace'],
  ];
  for (const [mode, own, field, expected] of cases) {
    test(`${mode || 'by default'}, ${own ? 'own' : "another's"} record: "${expected}"`, async () => {
      assert.equal(await seen(mode, own, field), expected);
    });
  }

  test('a field that the user cannot see is blank, and can be seen in system mode', () =>
    withOrg(async (org, connection) => {
      await deployCode(connection);
      const username = await addUser(connection, 'Standard User');
      const [user] = (await connection.query(`SELECT Id FROM User WHERE Username = '${username}'`))
        .records;
      const id = await addContact(connection, { Code__c: 'secret', OwnerId: user!.Id! });
      for (const [mode, expected] of [
        ['', ''],
        ['SystemModeWithSharing', 'secret'],
      ] as const) {
        assert.deepEqual(await problemsOf(connection, screenFlow(show('Code__c'), mode)), []);
        const flow = org.startScreenFlow('Sign_Up', { username, inputs: { recordId: id } });
        assert.equal(flow.screen!.fields[0]!.text, expected, mode);
      }
    }));

  test('what the user may not change fails; the same in system mode does not', () =>
    withOrg(async (org, connection) => {
      const id = await addContact(connection);
      const username = await addUser(connection, 'Standard User');
      const flow = rename(text('Changed')).replace('Rename', 'First') + recordId;
      const start = () => org.startScreenFlow('Sign_Up', { username, inputs: { recordId: id } });
      const held = flow.replace(
        /<filters>.*<\/filters>(.*)<object>Contact<\/object>/,
        '$1<inputReference>Held</inputReference>',
      );
      const setId = assignments(
        'Fill',
        [item('Held.Id', 'Assign', reference('recordId'))],
        connector('Change'),
      );
      const byId = screenFlow(
        setId.replace('<name>Fill', '<name>First') +
          held.replace('<name>First', '<name>Change') +
          variable('Held', '<dataType>SObject</dataType><objectType>Contact</objectType>'),
      );
      assert.deepEqual(await problemsOf(connection, byId), []);
      assert.throws(start, /INVALID_CROSS_REFERENCE_KEY: invalid cross reference id/);
      assert.equal(await nameOf(connection, id), 'Lovelace');
      const inSystemMode = screenFlow(flow, 'SystemModeWithoutSharing');
      assert.deepEqual(await problemsOf(connection, inSystemMode), []);
      start();
      assert.equal(await nameOf(connection, id), 'Changed');
    }));

  test('who does not have "Run Flows" runs none', () =>
    withFlow(screenFlow(screen('First', '')), async (org, connection) => {
      const username = await addUser(connection, 'Read Only');
      assert.throws(() => org.startScreenFlow('Sign_Up', { username }).screen, {
        errorCode: 'INSUFFICIENT_ACCESS',
      });
    }));
});

test('inputs are checked: text and record variables by recordId', () => {
  const held = variable(
    'recordId',
    '<dataType>SObject</dataType><isInput>true</isInput><objectType>Contact</objectType>',
  );
  return withFlow(
    screenFlow(
      screen('First', display('Says', '{!recordId.LastName}')) +
        held +
        variable('Closed', '<dataType>String</dataType>'),
    ),
    async (org, connection) => {
      const id = await addContact(connection);
      const start = (inputs: Record<string, string | number>) =>
        org.startScreenFlow('Sign_Up', { inputs }).screen!.fields[0]!.text;
      assert.equal(start({ recordId: id }), 'Lovelace');
      for (const [inputs, message] of [
        [{ recordId: 'x' }, 'The input variable recordId takes the Id of a record of Contact.'],
        [{ Closed: 'x' }, 'The flow Sign_Up has no input variable Closed.'],
        [{ Nope: 'x' }, 'The flow Sign_Up has no input variable Nope.'],
      ] as const) {
        assert.throws(() => start(inputs), { message });
      }
      assert.throws(() => org.startScreenFlow('Other', {}), /no active screen flow Other/);
    },
  );
});

const integrity = (message: string) => `field integrity exception: unknown (${message})`;
const missing = (what: string) => `The local org does not implement ${what}.`;

/** (what is wrong, the flow's content, problem) */
const refusals: readonly [string, string, string][] = [
  [
    'a choice that there is not',
    screen('First', choose('Verdict', 'RadioButtons', ['Nope'])),
    integrity('The element has an invalid reference to "Nope".'),
  ],
  [
    'choices of another type',
    choice('One', 'one') +
      screen('First', choose('Age', 'RadioButtons', ['One']).replace('>String<', '>Number<')),
    integrity('The choiceReferences field value has an incompatible data type.'),
  ],
  [
    'a record choice set of a field that there is not',
    `<dynamicChoiceSets><name>Found</name><dataType>String</dataType><displayField>Nope</displayField><object>Account</object><valueField>Id</valueField></dynamicChoiceSets>` +
      screen('First', ''),
    integrity('The field "Nope" for the object "Account" doesn\'t exist.'),
  ],
  [
    'a picklist choice set of a field that is none',
    `<dynamicChoiceSets><name>Found</name><dataType>String</dataType><displayField/><object/><picklistField>Phone</picklistField><picklistObject>Contact</picklistObject></dynamicChoiceSets>` +
      screen('First', ''),
    integrity('The field "Phone" for the object "Contact" doesn\'t exist.'),
  ],
  [
    'two fields of one name',
    screen('First', field('Same', 'InputField', 'String') + display('Same', 'x')),
    integrity('Duplicate developer name: Same'),
  ],
  [
    'an input field without a type',
    screen('First', field('Words', 'InputField', '')),
    integrity('Required field is missing: dataType'),
  ],
  [
    'a reference to what a component does not give out',
    screen('First', lookup(ofContact) + display('Says', '{!Account.value}')),
    integrity('The element has an invalid reference to "Account.value".'),
  ],
  [
    'a lookup that is none',
    screen('First', lookup(ofContact.replace('AccountId', 'Email'))),
    integrity('The field "Email" for the object "Contact" doesn\'t exist.'),
  ],
  [
    'a default of another type',
    screen(
      'First',
      field('Age', 'InputField', 'Number', `<defaultValue>${text('x')}</defaultValue>`),
    ),
    integrity('The defaultValue field value has an incompatible data type.'),
  ],
  [
    'a validation rule that is none',
    screen(
      'First',
      field(
        'Age',
        'InputField',
        'Number',
        '<validationRule><errorMessage>No</errorMessage><formulaExpression>{!Age} + 1</formulaExpression></validationRule>',
      ),
    ),
    integrity(
      'The formula expression is invalid: Formula result is data type (Number), incompatible with expected data type (true or false).',
    ),
  ],
  [
    'another component',
    screen('First', lookup('').replace('flowruntime:lookup', 'flowruntime:fileUpload')),
    missing('the screen component flowruntime:fileUpload'),
  ],
  [
    'several records in a lookup',
    screen('First', lookup(ofContact + parameter('maxValues', number(3)))),
    missing('several records in one flowruntime:lookup'),
  ],
  [
    'a field of a record',
    screen('First', field('Name', 'ObjectProvided', '')),
    missing('ObjectProvided as fieldType of fields'),
  ],
  [
    'a screen without a way on',
    screen('First', '').replace('<allowFinish>true', '<allowFinish>false'),
    missing('false as allowFinish of screens'),
  ],
];

test('screen flows that Salesforce or the local org does not take', () =>
  withOrg(async (_org, connection) => {
    for (const [name, content, problem] of refusals) {
      assert.equal((await problemsOf(connection, screenFlow(content)))[0], problem, name);
    }
    const others: readonly [string, string][] = [
      [
        screenFlow(screen('First', '')).replace('>Flow<', '>AutoLaunchedFlow<'),
        integrity("An autolaunched flow can't have screens."),
      ],
      [
        screenFlow(screen('First', '')).replace(
          '</start>',
          '<object>Contact</object><recordTriggerType>Create</recordTriggerType><triggerType>RecordAfterSave</triggerType></start>',
        ),
        integrity("A screen flow can't have a trigger."),
      ],
      [
        screenFlow(screen('First', '')).replace(
          '<start>',
          '<startElementReference>First</startElementReference><start>',
        ),
        integrity('A flow has a start element or a startElementReference, not both.'),
      ],
    ];
    for (const [flow, problem] of others) {
      assert.equal((await problemsOf(connection, flow))[0], problem);
    }
  }));

test('an older flow names the element that comes first', () =>
  withFlow(
    screenFlow(screen('First', display('Says', 'Hello'))).replace(
      /<start>.*<\/start>/s,
      '<startElementReference>First</startElementReference>',
    ),
    (org) => {
      assert.equal(org.startScreenFlow('Sign_Up', {}).screen!.fields[0]!.text, 'Hello');
      return Promise.resolve();
    },
  ));

test('a quick action launches a flow that is there', () =>
  withFlow(screenFlow(screen('First', '')), async (_org, connection) => {
    const action = (flow: string) =>
      metadataFile(
        'QuickAction',
        `<flowDefinition>${flow}</flowDefinition><label>Sign up</label><optionsCreateFeedItem>false</optionsCreateFeedItem><type>Flow</type>`,
      );
    const deployed = async (name: string, flow: string) => {
      const { problems } = await deploy(
        connection,
        { QuickAction: [name] },
        { [`quickActions/${name}.quickAction`]: action(flow) },
      );
      return problems.map(({ problem }) => problem);
    };
    assert.deepEqual(await deployed('Contact.Sign_Up', 'Sign_Up'), []);
    assert.deepEqual(await deployed('Contact.Sign_Up', 'Nope'), [
      'In field: flowDefinition - no Flow named Nope found',
    ]);
    assert.deepEqual(await deployed('Nope__c.Sign_Up', 'Sign_Up'), [
      'In field: quickAction - no CustomObject named Nope__c found',
    ]);
  }));
