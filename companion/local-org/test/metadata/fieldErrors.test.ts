import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { startLocalOrg } from '../../src/index.ts';
import type { LocalOrg } from '../../src/index.ts';
import { connect, customField, deploy, metadataFile } from '../support.ts';

/*
 * What a deploy refuses about the types of fields: what is wrong, the field, the problem. Above each
 * group stands where its rule is from, and whose the words are:
 *
 * - skills: the error texts in forcedotcom's public skill for custom fields ("Common Deployment
 *   Errors", "Master-Detail Relationship Rules", "Roll-Up Summary Field Rules");
 * - issues: forcedotcom/cli 28 and 1760, salto-io/salto 1648 ("Cannot set sharingModel to …");
 * - attributes: Help, "Custom Field Attributes", "Custom Field Types", whose limits are Salesforce's
 *   and whose words are ours.
 */
type Case = readonly [name: string, problem: string, type: string, elements: string];

const number = (precision: number, scale: number) =>
  `<precision>${precision}</precision><scale>${scale}</scale>`;
const text = (length: number) => `<length>${length}</length>`;
const long = (length: number, lines = 3) => `${text(length)}<visibleLines>${lines}</visibleLines>`;
const value = (name: string) =>
  `<value><fullName>${name}</fullName><default>false</default></value>`;
const definition = (...names: string[]) =>
  `<valueSetDefinition><sorted>false</sorted>${names.map(value).join('')}</valueSetDefinition>`;
const master = '<referenceTo>Account</referenceTo><relationshipName>Books</relationshipName>';
const key = '<summaryForeignKey>Page__c.Book__c</summaryForeignKey>';
const operation = (name: string) => `<summaryOperation>${name}</summaryOperation>`;
const filter = (content: string) => `<summaryFilterItems>${content}</summaryFilterItems>`;
const lookupFilter = (isOptional: boolean) =>
  `<lookupFilter><active>true</active><filterItems><field>Account.Name</field><operation>equals</operation><value>a</value></filterItems><isOptional>${isOptional}</isOptional></lookupFilter>`;
const between = (element: string, given: number, type: string, range: string) =>
  `Invalid ${element} '${given}' for a CustomField of type ${type}: it must be between ${range}`;

const cases: readonly Case[] = [
  // attributes
  ['a text of no characters', between('length', 0, 'Text', '1 and 255'), 'Text', text(0)],
  ['a text of 256 characters', between('length', 256, 'Text', '1 and 255'), 'Text', text(256)],
  [
    'a short long text',
    between('length', 255, 'LongTextArea', '256 and 131072'),
    'LongTextArea',
    long(255),
  ],
  [
    'a rich text too long',
    between('length', 131_073, 'Html', '256 and 131072'),
    'Html',
    long(131_073),
  ],
  [
    'an encrypted text of 176 characters',
    between('length', 176, 'EncryptedText', '1 and 175'),
    'EncryptedText',
    `${text(176)}<maskChar>X</maskChar><maskType>all</maskType>`,
  ],
  [
    'an encrypted text without a mask',
    "Must specify 'maskChar' for a CustomField of type EncryptedText",
    'EncryptedText',
    text(5),
  ],
  [
    'an encrypted text that is unique',
    "Can not specify 'unique' for a CustomField of type EncryptedText",
    'EncryptedText',
    `${text(5)}<maskChar>X</maskChar><maskType>all</maskType><unique>true</unique>`,
  ],
  ['nineteen digits', between('precision', 19, 'Number', '1 and 18'), 'Number', number(19, 0)],
  [
    'more decimals than digits',
    'The scale 3 cannot be greater than the precision 2',
    'Percent',
    number(2, 3),
  ],
  ['eighteen decimals', between('scale', 18, 'Currency', '0 and 17'), 'Currency', number(18, 18)],
  [
    'a place with 16 decimals',
    between('scale', 16, 'Location', '0 and 15'),
    'Location',
    '<displayLocationInDecimal>true</displayLocationInDecimal><scale>16</scale>',
  ],
  [
    'two visible lines of a multi-select picklist',
    between('visibleLines', 2, 'MultiselectPicklist', '3 and 10'),
    'MultiselectPicklist',
    `<valueSet>${definition('a')}</valueSet><visibleLines>2</visibleLines>`,
  ],
  [
    'help of 511 characters',
    `inlineHelpText: data value too large: ${'x'.repeat(511)} (max length=510)`,
    'Date',
    `<inlineHelpText>${'x'.repeat(511)}</inlineHelpText>`,
  ],
  [
    'the length of a text area',
    "Can not specify 'length' for a CustomField of type TextArea",
    'TextArea',
    text(255),
  ],
  [
    'the default of a time',
    'The local org does not implement default values of time fields.',
    'Time',
    '<defaultValue>TIMEVALUE("08:00:00.000")</defaultValue>',
  ],
  // skills
  [
    'a value set with a name and values',
    'Value set must reference a value set name or define a value set, but not both',
    'Picklist',
    `<valueSet>${definition('a')}<valueSetName>S</valueSetName></valueSet>`,
  ],
  [
    'a value twice',
    'duplicate value found: [a] is defined multiple times',
    'Picklist',
    `<valueSet>${definition('a', 'a')}</valueSet>`,
  ],
  [
    'a setting of a value that there is not',
    'Cannot find the picklist value: b',
    'Picklist',
    `<valueSet><controllingField>Kind__c</controllingField>${definition('a')}<valueSettings><controllingFieldValue>k</controllingFieldValue><valueName>b</valueName></valueSettings></valueSet>`,
  ],
  [
    'a master that is required',
    'Master-Detail Relationship Fields Cannot be Optional or Required',
    'MasterDetail',
    `${master}<required>true</required>`,
  ],
  [
    'a master whose deletion says what happens',
    "Can not specify 'deleteConstraint' for a CustomField of type MasterDetail",
    'MasterDetail',
    `<deleteConstraint>Restrict</deleteConstraint>${master}`,
  ],
  [
    'a filtered master',
    'Lookup filters are only supported on Lookup Relationship Fields',
    'MasterDetail',
    lookupFilter(true) + master,
  ],
  [
    'the precision of a summary',
    "Can not specify 'precision' for a CustomField of type Summary",
    'Summary',
    `<precision>5</precision>${key}${operation('count')}`,
  ],
  [
    'a summary by a name without its object',
    'Must specify the name in the CustomObject.CustomField format (e.g. Account.MyNewCustomField)',
    'Summary',
    `<summaryForeignKey>Book__c</summaryForeignKey>${operation('count')}`,
  ],
  [
    'a summary of a field without its object',
    'Must specify the name in the CustomObject.CustomField format (e.g. Account.MyNewCustomField)',
    'Summary',
    `<summarizedField>Weight__c</summarizedField>${key}${operation('sum')}`,
  ],
  // Help, "Roll-Up Summary Field"; words ours
  [
    'a sum of nothing',
    "Must specify 'summarizedField' for a CustomField of type Summary",
    'Summary',
    key + operation('sum'),
  ],
  [
    'a sum of dates',
    'The sum of a field of type date cannot be taken: Page__c.Day__c',
    'Summary',
    `<summarizedField>Page__c.Day__c</summarizedField>${key}${operation('sum')}`,
  ],
  [
    'a summary of a lookup',
    'Page__c.Shop__c is no master-detail relationship to Book__c',
    'Summary',
    `<summaryForeignKey>Page__c.Shop__c</summaryForeignKey>${operation('count')}`,
  ],
  [
    'a summary of a field that there is not',
    'In field: summarizedField - no CustomField named Page__c.Nope__c found',
    'Summary',
    `<summarizedField>Page__c.Nope__c</summarizedField>${key}${operation('sum')}`,
  ],
  [
    'a summary filtered by another field',
    'The local org does not implement valueField in the filter of a roll-up summary.',
    'Summary',
    filter(
      '<field>Page__c.Weight__c</field><operation>equals</operation><valueField>Page__c.Weight__c</valueField>',
    ) +
      key +
      operation('count'),
  ],
  // guide: CustomField, valueSet; the words of an unknown reference as elsewhere
  [
    'a controlling field that there is not',
    'In field: controllingField - no CustomField named Book__c.Nope__c found',
    'Picklist',
    `<valueSet><controllingField>Nope__c</controllingField>${definition('a')}</valueSet>`,
  ],
  // Help, "Considerations for Object Relationships"; words ours
  [
    'a user as master',
    'User cannot be the master of Book__c',
    'MasterDetail',
    '<referenceTo>User</referenceTo><relationshipName>Books</relationshipName>',
  ],
  [
    'a master of an object with records',
    'A master-detail relationship field cannot be added to Book__c, which has records',
    'MasterDetail',
    master,
  ],
  // reports: deploys of two lookups with one name
  [
    'a child relationship that there is',
    'There is already a Child Relationship named Pages on Accounts.',
    'Lookup',
    '<referenceTo>Account</referenceTo><relationshipName>Pages</relationshipName>',
  ],
  // ours
  [
    'a required lookup filter',
    'The local org does not implement lookup filters that are required.',
    'Lookup',
    lookupFilter(false) + master,
  ],
  [
    'a lookup that takes its records with it',
    'The local org does not implement Cascade as deleteConstraint of CustomField.',
    'Lookup',
    `<deleteConstraint>Cascade</deleteConstraint>${master}`,
  ],
];

const object = (label: string, fields: string, sharingModel: string) =>
  metadataFile(
    'CustomObject',
    `<deploymentStatus>Deployed</deploymentStatus>${fields}<label>${label}</label><nameField><label>Name</label><type>Text</type></nameField><pluralLabel>${label}s</pluralLabel><sharingModel>${sharingModel}</sharingModel>`,
  );
const bookMaster = (below: string) =>
  customField(
    'Book__c',
    'MasterDetail',
    `<referenceTo>Book__c</referenceTo><relationshipName>${below}</relationshipName>`,
  );
const page = (sharingModel: string, fields = bookMaster('Leaves')) =>
  object('Page', fields, sharingModel);

suite('a field that Salesforce would refuse is refused', () => {
  // One org for all: a deploy that fails changes nothing.
  let org: LocalOrg;
  const problemsOf = async (members: Record<string, string[]>, files: Record<string, string>) =>
    (await deploy(connect(org), members, files)).problems.map(({ problem }) => problem);
  before(async () => {
    org = await startLocalOrg();
    const more =
      customField('Day__c', 'Date') +
      customField('Weight__c', 'Number', number(5, 1)) +
      customField(
        'Shop__c',
        'Lookup',
        '<referenceTo>Account</referenceTo><relationshipName>Pages</relationshipName>',
      );
    const kind = customField('Kind__c', 'Picklist', `<valueSet>${definition('k')}</valueSet>`);
    const files = {
      'objects/Book__c.object': object('Book', kind, 'Private'),
      'objects/Page__c.object': page('ControlledByParent', bookMaster('Pages') + more),
    };
    assert.deepEqual(await problemsOf({ CustomObject: ['Book__c', 'Page__c'] }, files), []);
    await connect(org).sobject('Book__c').create({ Name: 'B' });
  });
  after(() => org.close());

  for (const [name, problem, type, elements] of cases) {
    test(name, async () => {
      const file = metadataFile('CustomObject', customField('X__c', type, elements));
      const problems = await problemsOf(
        { CustomField: ['Book__c.X__c'] },
        { 'objects/Book__c.object': file },
      );
      assert.deepEqual(problems, [problem]);
    });
  }

  const third = customField('Third__c', 'MasterDetail', master);
  const masters =
    bookMaster('Leaves') +
    customField(
      'Shop__c',
      'MasterDetail',
      '<referenceTo>Account</referenceTo><relationshipName>Leaves</relationshipName>',
    );
  const wholes: readonly (readonly [name: string, file: string, problem: string | RegExp])[] = [
    // issues
    [
      'an org-wide default of its own beside a master',
      page('ReadWrite'),
      'Cannot set sharingModel to ReadWrite on a CustomObject with a MasterDetail relationship field',
    ],
    [
      'an org-wide default of a master that there is not',
      page('ControlledByParent', ''),
      'Cannot set sharingModel to ControlledByParent on a CustomObject without a MasterDetail relationship field',
    ],
    // Help, "Considerations for Object Relationships"; words ours
    [
      'three masters',
      page('ControlledByParent', masters + third),
      'An object has at most 2 master-detail relationships: Leaf__c',
    ],
  ];
  for (const [name, file, problem] of wholes) {
    test(name, async () => {
      const problems = await problemsOf(
        { CustomObject: ['Leaf__c'] },
        { 'objects/Leaf__c.object': file },
      );
      assert.ok(
        problems.some((one) => one === problem),
        problems.join('\n'),
      );
    });
  }

  // Help, "Considerations for Object Relationships"; Metadata API, CustomField; words as elsewhere
  test('a detail is read by those who read its masters', async () => {
    const grant = `<objectPermissions><allowCreate>false</allowCreate><allowDelete>false</allowDelete><allowEdit>false</allowEdit><allowRead>true</allowRead><modifyAllRecords>false</modifyAllRecords><object>Page__c</object><viewAllRecords>false</viewAllRecords></objectPermissions>`;
    const file = metadataFile('PermissionSet', `<label>P</label>${grant}`);
    const problems = await problemsOf(
      { PermissionSet: ['P'] },
      { 'permissionsets/P.permissionset': file },
    );
    assert.deepEqual(problems, ['Permission Read Page__c depends on permission(s): Read Book__c']);
  });
});
