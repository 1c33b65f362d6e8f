import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { startLocalOrg } from '../../src/index.ts';
import type { LocalOrg } from '../../src/index.ts';
import { connect, customField, deploy, metadataFile, permissionSet } from '../support.ts';

/*
 * What a deploy refuses, in whose words. A case is (what is wrong, package.xml, files, problem and
 * its line). Above each case or group stands where its wording is from:
 *
 * - schema: the Metadata WSDL (@salesforce/types/metadata) says that it is wrong; the wording is in
 *   reports of deploys such as "Element fieldPermissions is duplicated at this location in type
 *   PermissionSet", "… invalid at this location in type EmailServicesFunction";
 * - hardis: the deployment tips of hardisgroupcom/sfdx-hardis, which match on the platform's messages;
 * - reports: the message in public repositories' notes on failed deploys;
 * - guide: the Metadata API Developer Guide; the wording follows it as far as it gives one;
 * - ours: the local org does not implement it and says so.
 */
interface Case {
  readonly name: string;
  readonly members: Record<string, string[]>;
  readonly files: Record<string, string>;
  readonly problem: string | RegExp;
  readonly line?: number;
}
const NAMESPACE = '{http://soap.sforce.com/2006/04/metadata}';

const field = (name: string, problem: string | RegExp, xml: string, line?: number): Case => ({
  name,
  members: { CustomField: ['Account.X__c'] },
  files: { 'objects/Account.object': metadataFile('CustomObject', xml) },
  problem,
  ...(line !== undefined && { line }),
});
const set = (name: string, problem: string | RegExp, content: string, line?: number): Case => ({
  name,
  members: { PermissionSet: ['P'] },
  files: { 'permissionsets/P.permissionset': metadataFile('PermissionSet', content) },
  problem,
  ...(line !== undefined && { line }),
});
const component = (
  name: string,
  type: string,
  path: string,
  problem: string | RegExp,
  content: string,
): Case => ({
  name,
  members: { [type]: [path.slice(path.indexOf('/') + 1, path.lastIndexOf('.'))] },
  files: { [path]: metadataFile(type, content) },
  problem,
});
const apex = (name: string, problem: string | RegExp, source: string, line: number): Case => ({
  name,
  members: { ApexClass: ['A'] },
  files: {
    'classes/A.cls': source,
    'classes/A.cls-meta.xml': metadataFile(
      'ApexClass',
      '<apiVersion>66.0</apiVersion><status>Active</status>',
    ),
  },
  problem,
  line,
});
const grant = (permissions: string, object = 'Account') => {
  const granted = permissions.split(' ');
  const element = (name: string) => `<${name}>${granted.includes(name)}</${name}>`;
  return `<objectPermissions>${['allowCreate', 'allowDelete', 'allowEdit', 'allowRead', 'modifyAllRecords'].map(element).join('')}<object>${object}</object>${element('viewAllRecords')}</objectPermissions>`;
};
const userPermission = (name: string) =>
  `<userPermissions><enabled>true</enabled><name>${name}</name></userPermissions>`;
const layout = (items: string) =>
  `<layoutSections><customLabel>false</customLabel><detailHeading>true</detailHeading><editHeading>true</editHeading><layoutColumns>${items}</layoutColumns><style>OneColumn</style></layoutSections>`;
const valueSet = (values: string) =>
  `<valueSet><valueSetDefinition><sorted>false</sorted>${values}</valueSetDefinition></valueSet>`;

const recordTypes = (...names: string[]) =>
  names
    .map(
      (name) =>
        `<recordTypes><fullName>${name}</fullName><active>true</active><label>${name}</label></recordTypes>`,
    )
    .join('');
/** A profile that says of the contact's record types A and B whether they are the default, and visible. */
const recordTypeCase = (
  name: string,
  problem: string,
  ...flags: readonly (readonly [boolean, boolean])[]
): Case => ({
  name,
  members: { RecordType: ['Contact.A', 'Contact.B'], Profile: ['Admin'] },
  files: {
    'objects/Contact.object': metadataFile('CustomObject', recordTypes('A', 'B')),
    'profiles/Admin.profile': metadataFile(
      'Profile',
      flags
        .map(
          ([isDefault, visible], index) =>
            `<recordTypeVisibilities><default>${isDefault}</default><recordType>Contact.${'ABC'.charAt(index)}</recordType><visible>${visible}</visible></recordTypeVisibilities>`,
        )
        .join(''),
    ),
  },
  problem,
});
const recordTypeOf = (name: string, problem: string, picklistValues: string): Case => ({
  name,
  members: { RecordType: ['Account.A'], CustomField: ['Account.X__c'] },
  files: {
    'objects/Account.object': metadataFile(
      'CustomObject',
      customField(
        'X__c',
        'Picklist',
        valueSet('<value><fullName>a</fullName><default>false</default></value>'),
      ) +
        `<recordTypes><fullName>A</fullName><active>true</active><label>A</label><picklistValues>${picklistValues}</picklistValues></recordTypes>`,
    ),
  },
  problem,
});

const value = (name: string, text: string) =>
  `<values><field>${name}</field><value>${text}</value></values>`;
/** A record of a custom metadata type with a number, a short text and a required text. */
const customMetadata = (name: string, problem: string | RegExp, values: string): Case => ({
  name,
  members: {
    CustomObject: ['A__mdt'],
    CustomField: ['A__mdt.N__c', 'A__mdt.T__c', 'A__mdt.R__c'],
    CustomMetadata: ['A.B'],
  },
  files: {
    'objects/A__mdt.object': metadataFile(
      'CustomObject',
      customField('N__c', 'Number', '<precision>5</precision><scale>0</scale>') +
        customField('T__c', 'Text', '<length>5</length>') +
        customField('R__c', 'Text', '<length>5</length><required>true</required>') +
        '<label>A</label><pluralLabel>As</pluralLabel>',
    ),
    'customMetadata/A.B.md': metadataFile('CustomMetadata', `<label>B</label>${values}`),
  },
  problem,
});

const cases: readonly Case[] = [
  // schema
  field(
    'an element that no field has',
    `Error parsing file: Element ${NAMESPACE}colour invalid at this location in type CustomField`,
    customField('X__c', 'Date', '\n<colour>red</colour>'),
    3,
  ),
  field(
    'an element of another type',
    `Error parsing file: Element ${NAMESPACE}controllingFieldValue invalid at this location in type CustomValue`,
    customField(
      'X__c',
      'Picklist',
      valueSet(
        '<value><fullName>a</fullName><controllingFieldValue>b</controllingFieldValue><default>false</default></value>',
      ),
    ),
  ),
  field(
    'an element twice',
    'Error parsing file: Element description is duplicated at this location in type CustomField',
    customField('X__c', 'Date', '<description>a</description>\n<description>b</description>'),
    3,
  ),
  field(
    'a word that is no type of field',
    "'Formula' is not a valid value for the enum 'FieldType'",
    customField('X__c', 'Formula'),
  ),
  field(
    'a boolean that is none',
    "Error parsing file: 'perhaps' is not a valid value for the type xsd:boolean",
    customField('X__c', 'Date', '<required>perhaps</required>'),
  ),
  field(
    'a number that is none',
    "Error parsing file: 'long' is not a valid value for the type xsd:double",
    customField('X__c', 'Text', '<length>long</length>'),
  ),
  field(
    'a picklist value without default',
    'Required field is missing: default',
    customField('X__c', 'Picklist', valueSet('<value><fullName>a</fullName></value>')),
  ),
  field(
    'elements inside plain content',
    `Error parsing file: Element ${NAMESPACE}b invalid at this location in description`,
    customField('X__c', 'Date', '<description><b>a</b></description>'),
  ),
  set(
    'elements that do not stand together',
    'Error parsing file: Element fieldPermissions is duplicated at this location in type PermissionSet',
    '<fieldPermissions><editable>false</editable><field>Account.Site</field></fieldPermissions><label>P</label>\n<fieldPermissions><editable>false</editable><field>Account.Fax</field></fieldPermissions>',
    3,
  ),
  set('a permission set without a label', 'Required field is missing: label', ''),
  set(
    'a grant without its field',
    'Required field is missing: field',
    '<fieldPermissions><editable>false</editable></fieldPermissions><label>P</label>',
  ),
  set(
    'the element of a profile in a permission set',
    `Error parsing file: Element ${NAMESPACE}layoutAssignments invalid at this location in type PermissionSet`,
    '<label>P</label><layoutAssignments><layout>A</layout></layoutAssignments>',
  ),
  component(
    'an unknown style in a layout',
    'Layout',
    'layouts/Account-A.layout',
    "'Diagonal' is not a valid value for the enum 'LayoutSectionStyle'",
    layout('').replace('OneColumn', 'Diagonal'),
  ),
  component(
    'an unknown form factor in an app',
    'CustomApplication',
    'applications/A.app',
    "'Watch' is not a valid value for the enum 'FormFactor'",
    '<formFactors>Watch</formFactors><label>A</label>',
  ),
  component(
    'a flow test of no flow',
    'FlowTest',
    'flowtests/A.flowtest',
    'Required field is missing: flowApiName',
    '<label>A</label>',
  ),
  // guide: "Required." in the field tables of these types
  component(
    'an app without a label',
    'CustomApplication',
    'applications/A.app',
    'Required field is missing: label',
    '<formFactors>Large</formFactors>',
  ),
  component(
    'an external client app without its distribution',
    'ExternalClientApplication',
    'externalClientApps/A.eca',
    'Required field is missing: distributionState',
    '<label>A</label>',
  ),
  component(
    'a flow definition that activates nothing in particular',
    'FlowDefinition',
    'flowDefinitions/A.flowDefinition',
    'Required field is missing: activeVersionNumber',
    '<description>A</description>',
  ),
  // reports: "Must specify 'defaultValue' for a CustomField of type Checkbox", "Can not specify
  // 'length' for a CustomField of type TextArea", "Can not specify 'required' …of type LongTextArea"
  field(
    'a checkbox without a default',
    "Must specify 'defaultValue' for a CustomField of type Checkbox",
    customField('X__c', 'Checkbox'),
  ),
  field(
    'a text field without a length',
    "Must specify 'length' for a CustomField of type Text",
    customField('X__c', 'Text'),
  ),
  field(
    'a number without a scale',
    "Must specify 'scale' for a CustomField of type Number",
    customField('X__c', 'Number', '<precision>5</precision>'),
  ),
  field(
    'a multi-select picklist without lines',
    "Must specify 'visibleLines' for a CustomField of type MultiselectPicklist",
    customField(
      'X__c',
      'MultiselectPicklist',
      valueSet('<value><fullName>a</fullName><default>false</default></value>'),
    ),
  ),
  field(
    'a text area with a length',
    "Can not specify 'length' for a CustomField of type TextArea",
    customField('X__c', 'TextArea', '\n<length>255</length>'),
    3,
  ),
  field(
    'a date with a length',
    "Can not specify 'length' for a CustomField of type Date",
    customField('X__c', 'Date', '<length>5</length>'),
  ),
  field(
    'a long text that is required',
    "Can not specify 'required' for a CustomField of type LongTextArea",
    customField(
      'X__c',
      'LongTextArea',
      '<length>500</length><required>true</required><visibleLines>3</visibleLines>',
    ),
  ),
  field(
    'an auto number without a format',
    "Must specify 'displayFormat' for a CustomField of type AutoNumber",
    customField('X__c', 'AutoNumber'),
  ),
  field(
    'an auto number that is required',
    "Can not specify 'required' for a CustomField of type AutoNumber",
    customField(
      'X__c',
      'AutoNumber',
      '<displayFormat>{0}</displayFormat><required>true</required>',
    ),
  ),
  // Help, "Custom Field Attributes": the format holds the number once
  field(
    'an auto number whose format does not count',
    'Invalid display format: A-{YYYY}',
    customField('X__c', 'AutoNumber', '<displayFormat>A-{YYYY}</displayFormat>'),
  ),
  // Help, "Default Field Values": a formula of the field's type, without fields of the record
  field(
    'a default value of another type',
    'Formula result is data type (Text), incompatible with expected data type (Number).',
    customField(
      'X__c',
      'Number',
      '<defaultValue>"one"</defaultValue><precision>5</precision><scale>0</scale>',
    ),
  ),
  field(
    'a default value with a field of the record',
    'Field Name may not be used in this type of formula',
    customField('X__c', 'Text', '<defaultValue>Name</defaultValue><length>80</length>'),
  ),
  field(
    'a default value of a rich text area',
    "Can not specify 'defaultValue' for a CustomField of type Html",
    customField(
      'X__c',
      'Html',
      '<defaultValue>"a"</defaultValue><length>500</length><visibleLines>10</visibleLines>',
    ),
  ),
  // hardis: "In field: … - no … named … found"
  field(
    'a picklist with the values of nothing',
    'In field: valueSetName - no GlobalValueSet named Nope found',
    customField('X__c', 'Picklist', '<valueSet><valueSetName>Nope</valueSetName></valueSet>'),
  ),
  // ours
  ...['Address', 'ExternalLookup', 'Hierarchy', 'IndirectLookup'].map((type) =>
    field(
      `a field of type ${type}`,
      `The local org does not implement custom fields of type ${type}.`,
      customField('X__c', type),
    ),
  ),
  // reports: required lookups
  field(
    'a required lookup without an answer to deletion',
    'field integrity exception: unknown (must specify either cascade delete or restrict delete for required lookup foreign key)',
    customField('X__c', 'Lookup', '<referenceTo>Contact</referenceTo><required>true</required>'),
  ),
  // guide: CustomField, referenceTo
  field(
    'a lookup to nothing',
    "referenceTo value of 'Nope__c' does not resolve to a valid sObject type",
    customField('X__c', 'Lookup', '<referenceTo>Nope__c</referenceTo>'),
  ),
  // reports: "Invalid fullName, must end in a custom suffix (e.g. __c)"
  {
    ...field(
      'a field without __c',
      'Invalid fullName, must end in a custom suffix (e.g. __c)',
      customField('X', 'Date'),
    ),
    members: { CustomField: ['Account.X'] },
  },
  component(
    'an object without __c',
    'CustomObject',
    'objects/Lead_Audit.object',
    'Invalid fullName, must end in a custom suffix (e.g. __c)',
    '',
  ),
  // hardis: "In field: field - no CustomField named …", "… no CustomObject named …", "You cannot
  // deploy to a required field", "Unknown user permission: …"
  set(
    'a permission on no field',
    'In field: field - no CustomField named Account.Nope__c found',
    '\n<fieldPermissions><editable>false</editable><field>Account.Nope__c</field><readable>true</readable></fieldPermissions><label>P</label>',
    3,
  ),
  set(
    'a permission on no object',
    'In field: field - no CustomObject named Nope__c found',
    `${grant('allowRead', 'Nope__c')}<label>P</label>`,
  ),
  {
    ...set(
      'a permission on a required field',
      'You cannot deploy to a required field: Contact.LastName',
      '',
    ),
    files: { 'permissionsets/P.permissionset': permissionSet('P', ['Contact.LastName']) },
  },
  {
    ...set(
      'a permission on a part of an address',
      'You cannot deploy to a required field: Contact.MailingCity',
      '',
    ),
    files: { 'permissionsets/P.permissionset': permissionSet('P', ['Contact.MailingCity']) },
  },
  set(
    'an unknown user permission',
    'Unknown user permission: Fly',
    `<label>P</label>${userPermission('Fly')}`,
  ),
  // reports: "Permission Read X depends on permission(s): Read Y", "Permission Modify All X depends on
  // permission(s): Delete", "Permission Create X depends on permission(s): Read X"
  set(
    'a user permission without what it needs',
    'Permission ManageUsers depends on permission(s): ViewSetup, ViewRoles',
    `<label>P</label>${userPermission('ManageUsers')}`,
  ),
  set(
    'Create without Read',
    'Permission Create Account depends on permission(s): Read Account',
    `<label>P</label>${grant('allowCreate')}`,
  ),
  set(
    'Modify All without Delete',
    'Permission Modify All Account depends on permission(s): Delete Account',
    `<label>P</label>${grant('allowRead allowCreate allowEdit modifyAllRecords viewAllRecords')}`,
  ),
  set(
    'Read of contacts without Read of accounts',
    'Permission Read Contact depends on permission(s): Read Account',
    `<label>P</label>${grant('allowRead', 'Contact')}`,
  ),
  set(
    'Edit of a field without Read',
    'Permission Edit Account.Site depends on permission(s): Read Account.Site',
    '<fieldPermissions><editable>true</editable><field>Account.Site</field><readable>false</readable></fieldPermissions><label>P</label>',
  ),
  // hardis: "In field: … - no … named … found" is one pattern for all references
  component(
    'a layout of no object',
    'Layout',
    'layouts/Nope__c-A.layout',
    'In field: layout - no CustomObject named Nope__c found',
    layout(''),
  ),
  component(
    'a layout with no such field',
    'Layout',
    'layouts/Account-A.layout',
    'In field: field - no CustomField named Account.Nope__c found',
    layout('<layoutItems><field>Nope__c</field></layoutItems>'),
  ),
  component(
    'an app with no such tab',
    'CustomApplication',
    'applications/A.app',
    'In field: tabs - no CustomTab named Nope__c found',
    '<label>A</label><tabs>Nope__c</tabs>',
  ),
  component(
    'OAuth settings of no external client app',
    'ExtlClntAppOauthSettings',
    'extlClntAppOauthSettings/A.ecaOauth',
    'In field: externalClientApplication - no ExternalClientApplication named Nope found',
    '<commaSeparatedOauthScopes>Api</commaSeparatedOauthScopes><externalClientApplication>Nope</externalClientApplication><label>A</label>',
  ),
  {
    name: 'an e-mail template in no folder',
    members: { EmailTemplate: ['Nope/A'] },
    files: {
      'email/Nope/A.email': 'Hello',
      'email/Nope/A.email-meta.xml': metadataFile(
        'EmailTemplate',
        '<available>true</available><encodingKey>UTF-8</encodingKey><name>A</name><style>none</style><type>text</type>',
      ),
    },
    problem: 'Cannot find folder:Nope',
  },
  // reports: SFDO-Community/OmbudsmanCloudCare 74 ("no RecordType named"), SFDO-Tooling/CumulusCI 761
  // ("More than 1 default record type"), dxatscale/sfpowerkit 362 (no default)
  recordTypeCase(
    'a profile with no such record type',
    'In field: recordType - no RecordType named Contact.C found',
    [true, true],
    [false, true],
    [false, true],
  ),
  recordTypeCase(
    'two default record types',
    'More than 1 default record type specified for: Contact',
    [true, true],
    [true, true],
  ),
  recordTypeCase(
    'a default record type that nobody sees',
    'No default record type specified for: Contact',
    [true, false],
    [false, true],
  ),
  {
    ...recordTypeCase('a permission set with no such record type', ''),
    members: { PermissionSet: ['P'] },
    files: {
      'permissionsets/P.permissionset': metadataFile(
        'PermissionSet',
        '<label>P</label><recordTypeVisibilities><recordType>Contact.A</recordType><visible>true</visible></recordTypeVisibilities>',
      ),
    },
    problem: 'In field: recordType - no RecordType named Contact.A found',
  },
  // hardis: "Picklist value: … in picklist: … not found"
  recordTypeOf(
    'a record type with a picklist value that there is not',
    'Picklist value: b in picklist: X__c not found',
    '<picklist>X__c</picklist><values><fullName>b</fullName><default>false</default></values>',
  ),
  recordTypeOf(
    'a record type with values of what is no picklist',
    'In field: picklist - no Picklist named Site found',
    '<picklist>Site</picklist>',
  ),
  // hardis: "In field: … - no … named … found"
  set(
    'a custom permission that there is not',
    'In field: name - no CustomPermission named Nope found',
    '<customPermissions><enabled>true</enabled><name>Nope</name></customPermissions><label>P</label>',
  ),
  set(
    'access to a custom metadata type that there is not',
    'In field: name - no CustomObject named Nope__mdt found',
    '<customMetadataTypeAccesses><enabled>true</enabled><name>Nope__mdt</name></customMetadataTypeAccesses><label>P</label>',
  ),
  set(
    'access to a custom setting that is none',
    'In field: name - no CustomObject named Account found',
    '<customSettingAccesses><enabled>true</enabled><name>Account</name></customSettingAccesses><label>P</label>',
  ),
  component(
    'custom metadata of no type',
    'CustomMetadata',
    'customMetadata/Nope.A.md',
    'In field: type - no CustomObject named Nope__mdt found',
    '<label>A</label>',
  ),
  customMetadata(
    'custom metadata with no such field',
    'In field: field - no CustomField named A__mdt.Nope__c found',
    value('Nope__c', '1'),
  ),
  // the checks of a save
  customMetadata(
    'custom metadata with a word for a number',
    /^Cannot deserialize instance of double from VALUE_STRING value many/,
    value('N__c', 'many'),
  ),
  customMetadata(
    'custom metadata with a text too long',
    'T: data value too large: abcdef (max length=5)',
    value('T__c', 'abcdef') + value('R__c', 'a'),
  ),
  customMetadata(
    'custom metadata without a required field',
    'Required fields are missing: [R__c]',
    value('T__c', 'a'),
  ),
  // schema
  component(
    'a custom permission without a label',
    'CustomPermission',
    'customPermissions/A.customPermission',
    'Required field is missing: label',
    '<isLicensed>false</isLicensed>',
  ),
  // Help, "Custom Settings", "Custom Metadata Types": the field types that they have
  ...(['A__c', 'A__mdt'] as const).map((object) => ({
    name: `a lookup of ${object}`,
    members: { CustomObject: [object], CustomField: [`${object}.X__c`] },
    files: {
      [`objects/${object}.object`]: metadataFile(
        'CustomObject',
        customField('X__c', 'Lookup', '<referenceTo>Contact</referenceTo>') +
          (object === 'A__c'
            ? '<customSettingsType>List</customSettingsType><label>A</label>'
            : '<label>A</label><pluralLabel>As</pluralLabel>'),
      ),
    },
    problem: `A custom field of this type can't be added to ${object}.`,
  })),
  // reports: "Field … does not exist. Check spelling."
  ...[
    '$Label.Nope',
    '$CustomMetadata.Nope__mdt.A.B__c',
    '$Setup.Nope__c.A__c',
    '$Setup.Account.Name',
    '$Permission.Nope',
    '$UserRole.Nope',
    '$Nope.Nope',
  ].map((path) =>
    field(
      `a formula with ${path}`,
      `Field ${path} does not exist. Check spelling.`,
      `<fields><fullName>X__c</fullName><formula>TEXT(${path})</formula><label>X</label><type>Text</type></fields>`,
    ),
  ),
  // reports: "Missing ';' at '}'" of an Apex class; the other is the parser's own finding
  apex('Apex without a semicolon', "Missing ';' at '}'", 'class A {\n  void f() { g()\n  }\n}', 3),
  apex('Apex with a brace too many', "Unexpected token '}'.", 'class A {\n}\n}', 3),
  // reports: "An object '…' of type … was named in package.xml, but was not found in zipped directory"
  {
    name: 'a member without a file',
    members: { PermissionSet: ['Ghost'] },
    files: {},
    problem:
      "An object 'Ghost' of type PermissionSet was named in package.xml, but was not found in zipped directory",
  },
  // the XML parser of the platform
  {
    ...field('XML that is not well-formed', /^Error parsing file: /, '', 2),
    files: { 'objects/Account.object': '<CustomObject>\n<fields></CustomObject>' },
  },
  {
    ...field('a root of another type', /root element is Flow/, ''),
    files: { 'objects/Account.object': metadataFile('Flow', '') },
  },
  // ours
  {
    ...field(
      'a custom field of activities',
      'The local org does not implement custom fields of activities.',
      customField('X__c', 'Date'),
    ),
    members: { CustomField: ['Task.X__c'] },
    files: {
      'objects/Task.object': metadataFile('CustomObject', customField('X__c', 'Date')),
    },
  },
  // Help, "Organization-Wide Sharing Defaults": a campaign controls its members
  component(
    'an org-wide default of campaign members',
    'CustomObject',
    'objects/CampaignMember.object',
    'The local org does not implement Private as sharingModel of CustomObject.',
    '<sharingModel>Private</sharingModel>',
  ),
  // Help, "Permissions for Activities": they have none of their own
  set(
    'object permissions of tasks',
    'In field: field - no CustomObject named Task found',
    `<label>P</label>${grant('allowRead', 'Task')}`,
  ),
  field(
    'an element that is not implemented',
    'The local org does not implement the element referenceTargetField of CustomField.',
    customField('X__c', 'Text', '<length>5</length><referenceTargetField>Y</referenceTargetField>'),
  ),
  field(
    'a type of field that is not implemented',
    'The local org does not implement custom fields of type MetadataRelationship.',
    customField('X__c', 'MetadataRelationship'),
  ),
  component(
    'a type of metadata that is not implemented',
    'Role',
    'roles/A.role',
    'The local org does not implement this type of metadata: roles/A.role',
    '',
  ),
  ...[
    ['ApexTrigger', 'triggers/A.trigger'],
    ['Certificate', 'certs/A.crt'],
    ['DuplicateRule', 'duplicateRules/Account.A.duplicateRule'],
    ['MatchingRule', 'matchingRules/Account.A.matchingRule'],
  ].map(([type = '', path = '']) =>
    component(
      `a component of type ${type}`,
      type,
      path,
      `The local org does not implement the metadata type ${type}.`,
      '',
    ),
  ),
  component(
    'a workflow rule',
    'Workflow',
    'workflows/Account.workflow',
    'The local org does not implement the element rules of Workflow.',
    '<rules><fullName>R</fullName><active>true</active><formula>TRUE</formula><triggerType>onAllChanges</triggerType></rules>',
  ),
  // reports: a misspelt type
  component(
    'a type that there is not',
    'CustomObjekt',
    'objekte/A.objekt',
    "Unknown type name 'CustomObjekt' specified in package.xml",
    '',
  ),
];

suite('a package that Salesforce would refuse is refused', () => {
  // One org for all: a deploy that fails changes nothing.
  let org: LocalOrg;
  before(async () => {
    org = await startLocalOrg();
  });
  after(() => org.close());
  for (const { name, members, files, problem, line } of cases) {
    test(name, async () => {
      const { success, problems } = await deploy(connect(org), members, files);
      assert.equal(success, false);
      const at = problems.find((one) =>
        typeof problem === 'string' ? one.problem === problem : problem.test(one.problem),
      );
      assert.ok(at, problems.map((one) => one.problem).join('\n'));
      if (line !== undefined) assert.equal(at.line, line);
    });
  }
});
