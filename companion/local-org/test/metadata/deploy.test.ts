import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  assignPermissionSet,
  connect,
  customField,
  deploy,
  manualClock,
  metadataFile,
  permissionSet,
  withOrg,
} from '../support.ts';

/*
 * A package of somebody else: a library that counts how often its books were
 * moved, and marks those that have no shelf.
 */
const bookObject = metadataFile(
  'CustomObject',
  customField('Shelf__c', 'Text', '<length>20</length>') +
    customField('Moved_On__c', 'DateTime') +
    '<deploymentStatus>Deployed</deploymentStatus><label>Book</label>' +
    '<nameField><label>Title</label><type>Text</type></nameField>' +
    '<pluralLabel>Books</pluralLabel><sharingModel>ReadWrite</sharingModel>',
);

function moveFlow(filterFormula: string, status = 'Active', assignTo = 'Moved_On__c'): string {
  return metadataFile(
    'Flow',
    `<apiVersion>66.0</apiVersion><label>Book Moved</label><processType>AutoLaunchedFlow</processType>
    <recordUpdates>
      <name>Note_Move</name><label>Note Move</label><locationX>0</locationX><locationY>0</locationY>
      <inputAssignments><field>${assignTo}</field>
        <value><elementReference>$Flow.CurrentDateTime</elementReference></value></inputAssignments>
      <inputReference>$Record</inputReference>
    </recordUpdates>
    <start>
      <locationX>0</locationX><locationY>0</locationY>
      <connector><targetReference>Note_Move</targetReference></connector>
      <doesRequireRecordChangedToMeetCriteria>false</doesRequireRecordChangedToMeetCriteria>
      <filterFormula>${filterFormula}</filterFormula>
      <object>Book__c</object>
      <recordTriggerType>CreateAndUpdate</recordTriggerType>
      <triggerType>RecordAfterSave</triggerType>
    </start>
    <status>${status}</status>`,
  );
}

const members = {
  CustomObject: ['Book__c'],
  CustomField: ['Book__c.Shelf__c', 'Book__c.Moved_On__c'],
  Flow: ['Book_Moved'],
  PermissionSet: ['Librarian'],
};
const files = {
  'objects/Book__c.object': bookObject,
  'flows/Book_Moved.flow': moveFlow('ISNEW() || ISCHANGED({!$Record.Shelf__c})'),
  'permissionsets/Librarian.permissionset': permissionSet('Librarian', [
    'Book__c.Shelf__c',
    'Book__c.Moved_On__c',
  ]),
};

test("somebody else's package is deployed, and its flow runs", () => {
  const clock = manualClock('2026-11-21T08:00:00Z');
  return withOrg(
    async (org, connection) => {
      const { success, problems } = await deploy(connection, members, files);
      assert.deepEqual([success, problems], [true, []]);
      await assignPermissionSet(connection, 'Librarian', org.username);
      const books = connection.sobject('Book__c');
      const { id } = await books.create({ Name: 'Moby Dick', Shelf__c: 'A1' });
      const moved = async () => (await books.retrieve(id!))['Moved_On__c'] as string;
      assert.equal(await moved(), '2026-11-21T08:00:00.000+0000');

      clock.advance(60);
      await books.update({ Id: id!, Name: 'Moby-Dick' });
      assert.equal(await moved(), '2026-11-21T08:00:00.000+0000');
      await books.update({ Id: id!, Shelf__c: 'B2' });
      assert.equal(await moved(), '2026-11-21T08:01:00.000+0000');
    },
    { clock },
  );
});

test('the bare ISCHANGED of validation rules is refused in a flow', () =>
  withOrg(async (_org, connection) => {
    const { success, status, problems } = await deploy(connection, members, {
      ...files,
      'flows/Book_Moved.flow': moveFlow('ISCHANGED(Shelf__c)'),
    });
    assert.deepEqual([success, status], [false, 'Failed']);
    assert.equal(problems.length, 1);
    assert.equal(problems[0]!.fullName, 'Book_Moved');
    assert.match(problems[0]!.problem, /Field Shelf__c does not exist\. Check spelling\./);
  }));

test('a package with one broken component deploys nothing at all', () =>
  withOrg(async (_org, connection) => {
    await deploy(connection, members, {
      ...files,
      'permissionsets/Librarian.permissionset': permissionSet('Librarian', ['Book__c.Nope__c']),
    });
    assert.equal(
      (await connection.describeGlobal()).sobjects.some(({ name }) => name === 'Book__c'),
      false,
    );
    await assert.rejects(
      async () => connection.query('SELECT Id FROM Book__c'),
      /sObject type 'Book__c' is not supported/,
    );
    assert.equal((await connection.query('SELECT Id FROM FlowDefinitionView')).totalSize, 0);
    // And the org is as good as new: the same package, mended, goes in.
    assert.equal((await deploy(connection, members, files)).success, true);
  }));

test('checkOnly says what a deploy would say, and changes nothing', () =>
  withOrg(async (_org, connection) => {
    const { success } = await deploy(connection, members, files, { checkOnly: true });
    assert.equal(success, true);
    await assert.rejects(async () => connection.query('SELECT Id FROM Book__c'), /not supported/);
  }));

test('without rollbackOnError the sound components stay', () =>
  withOrg(async (_org, connection) => {
    const broken = { ...files, 'flows/Book_Moved.flow': moveFlow('ISCHANGED(Shelf__c)') };
    const { status } = await deploy(connection, members, broken, { rollbackOnError: false });
    assert.equal(status, 'SucceededPartial');
    assert.equal((await connection.query('SELECT Id FROM Book__c')).totalSize, 0);
  }));

test('a deployed field is visible to nobody until a permission set shows it', () =>
  withOrg(async (org, connection) => {
    await deploy(connection, members, files);
    const names = async () => (await connection.describe('Book__c')).fields.map(({ name }) => name);
    assert.ok(!(await names()).includes('Shelf__c'));
    await assert.rejects(
      async () => connection.query('SELECT Shelf__c FROM Book__c'),
      /No such column 'Shelf__c' on entity 'Book__c'/,
    );
    await assert.rejects(
      connection.sobject('Book__c').create({ Name: 'x', Shelf__c: 'A1' }),
      /No such column 'Shelf__c' on sobject of type Book__c/,
    );
    await assignPermissionSet(connection, 'Librarian', org.username);
    assert.ok((await names()).includes('Shelf__c'));
    await connection.query('SELECT Shelf__c FROM Book__c');
  }));

test('a redeployed flow is a new version; the one that ran is obsolete', () =>
  withOrg(async (_org, connection) => {
    await deploy(connection, members, files);
    await deploy(connection, members, files);
    const versions = async () =>
      (
        await connection.query(
          'SELECT VersionNumber, Status FROM FlowVersionView ORDER BY VersionNumber',
        )
      ).records.map((row) => `${String(row['VersionNumber'])} ${String(row['Status'])}`);
    assert.deepEqual(await versions(), ['1 Active'], 'the same file again changes nothing');

    const onlyFlow = { Flow: ['Book_Moved'] };
    const changed = moveFlow('ISCHANGED({!$Record.Shelf__c})');
    await deploy(connection, onlyFlow, { 'flows/Book_Moved.flow': changed });
    assert.deepEqual(await versions(), ['1 Obsolete', '2 Active']);

    await deploy(connection, onlyFlow, { 'flows/Book_Moved.flow': moveFlow('ISNEW()', 'Draft') });
    assert.deepEqual(await versions(), ['1 Obsolete', '2 Active', '3 Draft']);
    const [view] = (
      await connection.query(
        'SELECT IsActive, ActiveVersionId, LatestVersionId FROM FlowDefinitionView',
      )
    ).records;
    assert.equal(view!['IsActive'], true, 'deploying a draft does not deactivate');
    assert.notEqual(view!['ActiveVersionId'], view!['LatestVersionId']);
  }));

const field = (name: string, type: string, more?: string) => ({
  'objects/Account.object': metadataFile('CustomObject', customField(name, type, more)),
});
const accountField = { CustomField: ['Account.X__c'] };

/** (what is wrong, package.xml, files, problem, line) */
const refusals: readonly [
  string,
  Record<string, string[]>,
  Record<string, string>,
  RegExp,
  number?,
][] = [
  [
    'an element that no field has',
    accountField,
    field('X__c', 'Date', '<colour>red</colour>'),
    /^Error parsing file: Element \{http:\/\/soap\.sforce\.com\/2006\/04\/metadata\}colour invalid at this location in type CustomField/,
    2,
  ],
  [
    'an element that is not implemented',
    accountField,
    field('X__c', 'Text', '<maskChar>X</maskChar>'),
    /does not implement the element maskChar of CustomField/,
  ],
  [
    'an element twice',
    accountField,
    field('X__c', 'Date', '<description>a</description><description>b</description>'),
    /^Error parsing file: Element description is duplicated at this location in type CustomField/,
  ],
  [
    'a type that is not implemented',
    accountField,
    field('X__c', 'Location'),
    /does not implement custom fields of type Location/,
  ],
  [
    'a text field without length',
    accountField,
    field('X__c', 'Text'),
    /^Must specify 'length' for a CustomField of type Text/,
  ],
  [
    'a date with a length',
    accountField,
    field('X__c', 'Date', '<length>5</length>'),
    /^Can not specify 'length' for a CustomField of type Date/,
  ],
  ['a name without __c', { CustomField: ['Account.X'] }, field('X', 'Date'), /'X' is not valid/],
  [
    'a lookup to nothing',
    accountField,
    field('X__c', 'Lookup', '<referenceTo>Nope__c</referenceTo>'),
    /referenceTo value of 'Nope__c' does not resolve/,
  ],
  [
    'a field of no object',
    { CustomField: ['Nope__c.X__c'] },
    { 'objects/Nope__c.object': metadataFile('CustomObject', customField('X__c', 'Date')) },
    /Nope__c/,
  ],
  [
    'a boolean that is none',
    accountField,
    field('X__c', 'Date', '<required>perhaps</required>'),
    /'perhaps' is not a valid value for a boolean/,
  ],
  [
    'XML that is not well-formed',
    accountField,
    { 'objects/Account.object': '<CustomObject>\n<fields></CustomObject>' },
    /^Error parsing file/,
    2,
  ],
  [
    'a root of another type',
    accountField,
    { 'objects/Account.object': metadataFile('Flow', '') },
    /root element is Flow/,
  ],
  [
    'a member without a file',
    { PermissionSet: ['Ghost'] },
    {},
    /^An object 'Ghost' of type PermissionSet was named in package\.xml, but was not found in zipped directory/,
  ],
  [
    'a type of metadata that is not implemented',
    { Layout: ['A'] },
    { 'layouts/A.layout': metadataFile('Layout', '') },
    /does not implement this type of metadata: layouts\/A\.layout/,
  ],
  [
    'destructive changes',
    {},
    { 'destructiveChanges.xml': metadataFile('Package', '') },
    /does not implement destructive changes/,
  ],
  [
    'a permission on no field',
    { PermissionSet: ['P'] },
    { 'permissionsets/P.permissionset': permissionSet('P', ['Account.Nope__c']) },
    /no CustomField named Account\.Nope__c found/,
  ],
  [
    'a permission on a required field',
    { PermissionSet: ['P'] },
    { 'permissionsets/P.permissionset': permissionSet('P', ['Contact.LastName']) },
    /^You cannot deploy to a required field: Contact\.LastName/,
  ],
  [
    'a permission on a part of an address',
    { PermissionSet: ['P'] },
    { 'permissionsets/P.permissionset': permissionSet('P', ['Contact.MailingCity']) },
    /^You cannot deploy to a required field: Contact\.MailingCity/,
  ],
  [
    'an unknown user permission',
    { PermissionSet: ['P'] },
    {
      'permissionsets/P.permissionset': metadataFile(
        'PermissionSet',
        '<label>P</label><userPermissions><enabled>true</enabled><name>Fly</name></userPermissions>',
      ),
    },
    /^Unknown user permission: Fly/,
  ],
  [
    'a user permission without what it needs',
    { PermissionSet: ['P'] },
    {
      'permissionsets/P.permissionset': metadataFile(
        'PermissionSet',
        '<label>P</label><userPermissions><enabled>true</enabled><name>ManageUsers</name></userPermissions>',
      ),
    },
    /^Permission ManageUsers depends on permission\(s\): ViewSetup, ViewRoles/,
  ],
  [
    'Modify All without Delete',
    { PermissionSet: ['P'] },
    {
      'permissionsets/P.permissionset': metadataFile(
        'PermissionSet',
        '<label>P</label><objectPermissions><allowCreate>true</allowCreate><allowDelete>false</allowDelete><allowEdit>true</allowEdit><allowRead>true</allowRead><modifyAllRecords>true</modifyAllRecords><object>Account</object><viewAllRecords>true</viewAllRecords></objectPermissions>',
      ),
    },
    /^Permission Modify All Account depends on permission\(s\): Delete Account/,
  ],
  [
    'a permission set without a label',
    { PermissionSet: ['P'] },
    { 'permissionsets/P.permissionset': metadataFile('PermissionSet', '') },
    /^Required field is missing: label/,
  ],
];

test('a package that Salesforce would refuse is refused, and what is not implemented is said', () =>
  withOrg(async (_org, connection) => {
    for (const [name, listed, content, message, line] of refusals) {
      const { success, problems } = await deploy(connection, listed, content);
      assert.equal(success, false, name);
      assert.match(problems[0]?.problem ?? '', message, name);
      if (line !== undefined) assert.equal(problems[0]!.line, line, name);
    }
  }));

test('only those deploy who may', () =>
  withOrg(async (org, connection) => {
    const [profile] = (
      await connection.query(`SELECT Id FROM Profile WHERE Name = 'Standard User'`)
    ).records;
    await connection.sobject('User').create({
      Username: 'clerk@example.com',
      LastName: 'Clerk',
      Email: 'clerk@example.com',
      Alias: 'clerk',
      ProfileId: profile!.Id!,
      TimeZoneSidKey: 'GMT',
      LocaleSidKey: 'en_US',
      LanguageLocaleKey: 'en_US',
      EmailEncodingKey: 'UTF-8',
    });
    const clerk = connect(org, org.openSession('clerk@example.com'));
    await assert.rejects(
      deploy(clerk, members, files),
      /use of the Metadata API requires a user with the ModifyAllData or ModifyMetadata permissions/,
    );
  }));
