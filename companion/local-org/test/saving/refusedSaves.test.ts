import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connector, formulaCondition, input, named } from '../flow/support.ts';
import {
  assignPermissionSet,
  deploy,
  metadataFile,
  permissionSet,
  restError,
  withOrg,
} from '../support.ts';

/*
 * Saves that Salesforce refuses: what is asked, HTTP status, errorCode, message, fields.
 *
 * Sources, by the letters in front of the cases:
 * R  REST API Developer Guide, "Status Codes and Error Responses", "Create a Record", "Update a
 *    Record", "Using sObject Collections"
 * S  SOAP API Developer Guide, "StatusCode" (the codes of saves), "Field Types", "delete()"
 * H  Salesforce Help, "Define Validation Rules", "Custom Field Types", "Formula Field Limits"
 * F  Salesforce Help, "Flow Element: Custom Error Message", "Flow fault paths"
 * I  public issue threads: forcedotcom/cli 1327, jsforce/jsforce 861, salesforcecli/plugin-data 249,
 *    mbotos/SmartFactory-for-Force.com 25
 */

const field = (name: string, type: string, rest: string) =>
  `<fields><fullName>${name}</fullName>${rest}<label>${name.replace('__c', '')}</label><type>${type}</type></fields>`;
const values = (restricted: boolean, ...names: string[]) =>
  `<valueSet><restricted>${String(restricted)}</restricted><valueSetDefinition><sorted>false</sorted>${names
    .map((one) => `<value><fullName>${one}</fullName><default>false</default></value>`)
    .join('')}</valueSetDefinition></valueSet>`;
const rule = (name: string, formula: string, message: string, display = '') =>
  `<validationRules><fullName>${name}</fullName><active>true</active><errorConditionFormula>${formula}</errorConditionFormula>${display}<errorMessage>${message}</errorMessage></validationRules>`;

const book = metadataFile(
  'CustomObject',
  '<deploymentStatus>Deployed</deploymentStatus><label>Book</label><nameField><label>Title</label><type>Text</type></nameField><pluralLabel>Books</pluralLabel><sharingModel>ReadWrite</sharingModel>' +
    field('Code__c', 'Text', '<length>5</length><unique>true</unique>') +
    field('Genre__c', 'Picklist', values(true, 'Novel', 'Play')) +
    field('Mood__c', 'Picklist', values(false, 'Light', 'Dark')) +
    field(
      'Topics__c',
      'MultiselectPicklist',
      `${values(true, 'Sea', 'Love')}<visibleLines>3</visibleLines>`,
    ) +
    field('Pages__c', 'Number', '<precision>4</precision><scale>0</scale>') +
    field('Price__c', 'Currency', '<precision>5</precision><scale>2</scale>') +
    field('Shelf__c', 'Text', '<length>10</length><required>true</required>') +
    field('Printed__c', 'Date', '') +
    field('Contact_Mail__c', 'Email', '') +
    field('Lent__c', 'Checkbox', '<defaultValue>false</defaultValue>') +
    field(
      'Reader__c',
      'Lookup',
      '<referenceTo>Contact</referenceTo><relationshipName>Books</relationshipName>',
    ) +
    `<fields><fullName>Label__c</fullName><formula>Code__c</formula><label>Label</label><type>Text</type></fields>` +
    '<recordTypes><fullName>Rare</fullName><active>true</active><label>Rare</label></recordTypes>' +
    rule(
      'Dark',
      'ISPICKVAL(Mood__c, "Dark")',
      'No dark books.',
      '<errorDisplayField>Mood__c</errorDisplayField>',
    ) +
    rule('Moved', 'ISCHANGED(Shelf__c)', 'Books stay where they are.'),
);
const fieldNames = [...book.matchAll(/<fields><fullName>(\w+)</g)].map(([, name]) => name!);

const flow = (content: string, condition: string, trigger = 'RecordAfterSave') =>
  metadataFile(
    'Flow',
    `<apiVersion>66.0</apiVersion>${content}<label>Book check</label><processType>AutoLaunchedFlow</processType>
     <start><locationX>0</locationX><locationY>0</locationY>${connector('Do')}${formulaCondition(condition)}
     <object>Book__c</object><recordTriggerType>CreateAndUpdate</recordTriggerType><triggerType>${trigger}</triggerType></start><status>Active</status>`,
  );
const text = (value: string) => `<stringValue>${value}</stringValue>`;
const customError = (at: string) =>
  `<customErrors>${named('Do')}<customErrorMessages><errorMessage>The flow says no.</errorMessage>${at}</customErrorMessages></customErrors>`;
const flows = {
  At_Page: flow(customError('<isFieldError>false</isFieldError>'), '{!$Record.Name} = "page"'),
  At_Field: flow(
    customError('<fieldSelection>Pages__c</fieldSelection><isFieldError>true</isFieldError>'),
    '{!$Record.Name} = "field"',
    'RecordBeforeSave',
  ),
  Faulty: flow(
    `<recordCreates>${named('Do')}${input('Email', text('nowhere'))}<object>Contact</object></recordCreates>`,
    '{!$Record.Name} = "fault"',
  ),
};

const members = {
  CustomObject: ['Book__c'],
  CustomField: fieldNames.map((name) => `Book__c.${name}`),
  RecordType: ['Book__c.Rare'],
  ValidationRule: ['Book__c.Dark', 'Book__c.Moved'],
  Flow: Object.keys(flows),
  PermissionSet: ['Librarian'],
};
const files = {
  'objects/Book__c.object': book,
  ...Object.fromEntries(Object.entries(flows).map(([name, xml]) => [`flows/${name}.flow`, xml])),
  'permissionsets/Librarian.permissionset': permissionSet(
    'Librarian',
    fieldNames.filter((name) => name !== 'Shelf__c').map((name) => `Book__c.${name}`),
  ),
};

/** Records that the cases speak of. */
interface Known {
  readonly book: string;
  readonly deletedBook: string;
  readonly contact: string;
  readonly deletedContact: string;
  /** A record type that no profile shows. */
  readonly rare: string;
}
type Body = Record<string, unknown> | string;
type Refusal = readonly [
  what: string,
  save: (known: Known) => readonly [method: string, path: string, body?: Body],
  status: number,
  errorCode: string,
  message: string | RegExp,
  fields?: string[],
];

const sound = { Name: 'Emma', Shelf__c: 'A1' };
const creating = (values: Record<string, unknown>) => () =>
  ['POST', '/sobjects/Book__c', { ...sound, ...values }] as const;
const updating = (values: Record<string, unknown>) => (known: Known) =>
  ['PATCH', `/sobjects/Book__c/${known.book}`, values] as const;
const notWritable = (name: string) =>
  `Unable to create/update fields: ${name}. Please check the security settings of this field and verify that it is read/write for your profile or permission set.`;

const refusals: readonly Refusal[] = [
  // Required fields
  [
    'R no required field',
    () => ['POST', '/sobjects/Book__c', { Name: 'Emma' }],
    400,
    'REQUIRED_FIELD_MISSING',
    'Required fields are missing: [Shelf__c]',
    ['Shelf__c'],
  ],
  [
    'R a required field emptied',
    updating({ Shelf__c: null }),
    400,
    'REQUIRED_FIELD_MISSING',
    'Required fields are missing: [Shelf__c]',
    ['Shelf__c'],
  ],
  [
    'S an empty text counts as blank',
    creating({ Shelf__c: '' }),
    400,
    'REQUIRED_FIELD_MISSING',
    'Required fields are missing: [Shelf__c]',
    ['Shelf__c'],
  ],
  [
    'S so does white space',
    creating({ Shelf__c: '  ' }),
    400,
    'REQUIRED_FIELD_MISSING',
    'Required fields are missing: [Shelf__c]',
    ['Shelf__c'],
  ],
  [
    'R no last name',
    () => ['POST', '/sobjects/Contact', {}],
    400,
    'REQUIRED_FIELD_MISSING',
    'Required fields are missing: [LastName]',
    ['LastName'],
  ],
  [
    'R no account name',
    () => ['POST', '/sobjects/Account', { Phone: '1' }],
    400,
    'REQUIRED_FIELD_MISSING',
    'Required fields are missing: [Name]',
    ['Name'],
  ],
  // Length and form
  [
    'S a text too long',
    creating({ Code__c: 'ABCDEF' }),
    400,
    'STRING_TOO_LONG',
    'Code: data value too large: ABCDEF (max length=5)',
    ['Code__c'],
  ],
  [
    'S a title too long',
    creating({ Name: 'x'.repeat(81) }),
    400,
    'STRING_TOO_LONG',
    /^Title: data value too large: x{81} \(max length=80\)$/,
    ['Name'],
  ],
  [
    'S an e-mail without an @',
    creating({ Contact_Mail__c: 'nobody' }),
    400,
    'INVALID_EMAIL_ADDRESS',
    'Contact_Mail: invalid email address: nobody',
    ['Contact_Mail__c'],
  ],
  [
    'S an e-mail without a domain',
    updating({ Contact_Mail__c: 'nobody@nowhere' }),
    400,
    'INVALID_EMAIL_ADDRESS',
    'Contact_Mail: invalid email address: nobody@nowhere',
    ['Contact_Mail__c'],
  ],
  [
    'S a number with too many digits',
    creating({ Pages__c: 10_000 }),
    400,
    'NUMBER_OUTSIDE_VALID_RANGE',
    'Pages: value outside of valid range on numeric field: 10000',
    ['Pages__c'],
  ],
  [
    'S a price with too many digits',
    creating({ Price__c: -1000 }),
    400,
    'NUMBER_OUTSIDE_VALID_RANGE',
    'Price: value outside of valid range on numeric field: -1000',
    ['Price__c'],
  ],
  // Types
  [
    'R a word for a number',
    creating({ Pages__c: 'many' }),
    400,
    'JSON_PARSER_ERROR',
    /^Cannot deserialize instance of double from VALUE_STRING value many/,
  ],
  [
    'R a word for a date',
    creating({ Printed__c: 'yesterday' }),
    400,
    'JSON_PARSER_ERROR',
    /^Cannot deserialize instance of date from VALUE_STRING value yesterday/,
  ],
  [
    'R a day that is not in the calendar',
    creating({ Printed__c: '2026-02-29' }),
    400,
    'JSON_PARSER_ERROR',
    /^Cannot deserialize instance of date from VALUE_STRING value 2026-02-29/,
  ],
  [
    'R a number for a checkbox',
    creating({ Lent__c: 1 }),
    400,
    'JSON_PARSER_ERROR',
    /^Cannot deserialize instance of boolean from VALUE_NUMBER value 1/,
  ],
  [
    'R a body that is not JSON',
    () => ['POST', '/sobjects/Book__c', '{"Name"'],
    400,
    'JSON_PARSER_ERROR',
    /./,
  ],
  // Picklists
  [
    'S a value that a restricted picklist does not have',
    creating({ Genre__c: 'Poem' }),
    400,
    'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
    'Genre: bad value for restricted picklist field: Poem',
    ['Genre__c'],
  ],
  [
    'S one of several',
    creating({ Topics__c: 'Sea;War' }),
    400,
    'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
    'Topics: bad value for restricted picklist field: War',
    ['Topics__c'],
  ],
  // References
  [
    'S an Id that is none',
    creating({ Reader__c: 'abc' }),
    400,
    'MALFORMED_ID',
    'Reader: id value of incorrect type: abc',
    ['Reader__c'],
  ],
  [
    'S an Id of another object',
    (known) => ['POST', '/sobjects/Book__c', { ...sound, Reader__c: known.book }],
    400,
    'FIELD_INTEGRITY_EXCEPTION',
    /^Reader: id value of incorrect type: a00/,
    ['Reader__c'],
  ],
  [
    'S an Id of nothing',
    creating({ Reader__c: '003HL0000000099' }),
    400,
    'INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY',
    'insufficient access rights on cross-reference id: 003HL0000000099',
    ['Reader__c'],
  ],
  [
    'S an Id of a deleted record',
    (known) => ['POST', '/sobjects/Book__c', { ...sound, Reader__c: known.deletedContact }],
    400,
    'ENTITY_IS_DELETED',
    'entity is deleted',
    ['Reader__c'],
  ],
  // Record types
  [
    'I a record type that the user may not give',
    (known) => ['POST', '/sobjects/Book__c', { ...sound, RecordTypeId: known.rare }],
    400,
    'INVALID_CROSS_REFERENCE_KEY',
    /^Record Type ID: this ID value isn't valid for the user: 012/,
    ['RecordTypeId'],
  ],
  [
    'I a record type that is none',
    creating({ RecordTypeId: '012HL0000000099' }),
    400,
    'INVALID_CROSS_REFERENCE_KEY',
    "Record Type ID: this ID value isn't valid for the user: 012HL0000000099YAA",
    ['RecordTypeId'],
  ],
  // Unique fields
  [
    'S a value twice',
    creating({ Code__c: 'E1' }),
    400,
    'DUPLICATE_VALUE',
    /^duplicate value found: Code__c duplicates value on record with id: a00/,
  ],
  [
    'H also where only the case differs',
    creating({ Code__c: 'e1' }),
    400,
    'DUPLICATE_VALUE',
    /^duplicate value found: Code__c duplicates value on record with id: a00/,
  ],
  // Fields that cannot be written
  [
    'R an unknown field',
    creating({ Nope__c: 1 }),
    400,
    'INVALID_FIELD',
    "No such column 'Nope__c' on sobject of type Book__c",
  ],
  [
    'S a field of the system',
    creating({ CreatedDate: '2026-01-01T00:00:00Z' }),
    400,
    'INVALID_FIELD_FOR_INSERT_UPDATE',
    notWritable('CreatedDate'),
    ['CreatedDate'],
  ],
  [
    'S whether it is deleted',
    updating({ IsDeleted: true }),
    400,
    'INVALID_FIELD_FOR_INSERT_UPDATE',
    notWritable('IsDeleted'),
    ['IsDeleted'],
  ],
  [
    'H a formula field',
    updating({ Label__c: 'x' }),
    400,
    'INVALID_FIELD_FOR_INSERT_UPDATE',
    notWritable('Label__c'),
    ['Label__c'],
  ],
  [
    'S a name made of its parts',
    (known) => ['PATCH', `/sobjects/Contact/${known.contact}`, { Name: 'Ada' }],
    400,
    'INVALID_FIELD_FOR_INSERT_UPDATE',
    notWritable('Name'),
    ['Name'],
  ],
  // Records that are not there
  [
    'R no such record',
    () => ['PATCH', '/sobjects/Book__c/a00HL0000000099', {}],
    404,
    'NOT_FOUND',
    'The requested resource does not exist',
  ],
  [
    'R no such object',
    () => ['POST', '/sobjects/Tome__c', {}],
    404,
    'NOT_FOUND',
    'The requested resource does not exist',
  ],
  [
    'S an update of a deleted record',
    (known) => ['PATCH', `/sobjects/Book__c/${known.deletedBook}`, { Name: 'x' }],
    404,
    'ENTITY_IS_DELETED',
    'entity is deleted',
  ],
  [
    'S a second deletion',
    (known) => ['DELETE', `/sobjects/Book__c/${known.deletedBook}`],
    404,
    'ENTITY_IS_DELETED',
    'entity is deleted',
  ],
  // Validation rules
  [
    'H I a broken rule beside its field',
    creating({ Mood__c: 'Dark' }),
    400,
    'FIELD_CUSTOM_VALIDATION_EXCEPTION',
    'No dark books.',
    ['Mood__c'],
  ],
  [
    'H I a broken rule at the top of the page',
    updating({ Shelf__c: 'B2' }),
    400,
    'FIELD_CUSTOM_VALIDATION_EXCEPTION',
    'Books stay where they are.',
    [],
  ],
  [
    'S the checks of the system come first',
    creating({ Mood__c: 'Dark', Code__c: 'ABCDEF' }),
    400,
    'STRING_TOO_LONG',
    'Code: data value too large: ABCDEF (max length=5)',
    ['Code__c'],
  ],
  [
    'S rules come before unique values',
    creating({ Mood__c: 'Dark', Code__c: 'E1' }),
    400,
    'FIELD_CUSTOM_VALIDATION_EXCEPTION',
    'No dark books.',
    ['Mood__c'],
  ],
  // Flows
  [
    'F a custom error at the top of the page',
    creating({ Name: 'page' }),
    400,
    'FIELD_CUSTOM_VALIDATION_EXCEPTION',
    'The flow says no.',
    [],
  ],
  [
    'F a custom error beside a field, before the save',
    creating({ Name: 'field' }),
    400,
    'FIELD_CUSTOM_VALIDATION_EXCEPTION',
    'The flow says no.',
    ['Pages__c'],
  ],
  [
    'F a fault that nothing catches',
    creating({ Name: 'fault' }),
    400,
    'CANNOT_EXECUTE_FLOW_TRIGGER',
    /^We can't save this record because the “Book check” process failed\. Give your Salesforce admin these details\. This error occurred when the flow tried to create records: REQUIRED_FIELD_MISSING: Required fields are missing: \[LastName\]\./,
  ],
];

test('at least 40 saves are pinned', () => {
  assert.ok(refusals.length >= 40, String(refusals.length));
});

test('a save that Salesforce refuses is refused in its words, and nothing of it stays', () =>
  withOrg(async (org, connection) => {
    assert.deepEqual((await deploy(connection, members, files)).problems, []);
    await assignPermissionSet(connection, 'Librarian', org.username);
    const create = async (object: string, body: Record<string, unknown>) =>
      (await connection.sobject(object).create(body)).id!;
    const known: Known = {
      book: await create('Book__c', { ...sound, Code__c: 'E1' }),
      deletedBook: await create('Book__c', sound),
      contact: await create('Contact', { LastName: 'Byron' }),
      deletedContact: await create('Contact', { LastName: 'Gone' }),
      rare: (await connection.query('SELECT Id FROM RecordType')).records[0]!.Id!,
    };
    await connection.sobject('Book__c').delete(known.deletedBook);
    await connection.sobject('Contact').delete(known.deletedContact);
    const stored = async () =>
      JSON.stringify([
        (await connection.query('SELECT FIELDS(ALL) FROM Book__c LIMIT 200', { scanAll: true }))
          .records,
        (await connection.query('SELECT Id FROM Contact', { scanAll: true })).totalSize,
      ]);
    const before = await stored();
    for (const [what, save, status, errorCode, message, fields] of refusals) {
      const error = await restError(org, ...save(known));
      assert.deepEqual([error.status, error.errorCode], [status, errorCode], what);
      if (typeof message === 'string') assert.equal(error.message, message, what);
      else assert.match(error.message, message, what);
      assert.deepEqual(error.fields, fields, what);
    }
    assert.equal(await stored(), before);
  }));
