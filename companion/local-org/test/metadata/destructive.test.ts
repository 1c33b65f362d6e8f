import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Connection } from 'jsforce';
import {
  assignPermissionSet,
  customField,
  deploy,
  metadataFile,
  permissionSet,
  withOrg,
} from '../support.ts';

/* Destructive changes: what goes, what must stay, and in whose words. */

const book = metadataFile(
  'CustomObject',
  customField('Shelf__c', 'Text', '<length>20</length>') +
    customField('Moved_On__c', 'DateTime') +
    '<deploymentStatus>Deployed</deploymentStatus><label>Book</label>' +
    '<nameField><label>Title</label><type>Text</type></nameField>' +
    '<pluralLabel>Books</pluralLabel><sharingModel>ReadWrite</sharingModel>',
);
const moveFlow = (status: string) =>
  metadataFile(
    'Flow',
    `<apiVersion>66.0</apiVersion><label>Book Moved</label><processType>AutoLaunchedFlow</processType>
    <recordUpdates><name>Note</name><label>Note</label><locationX>0</locationX><locationY>0</locationY>
      <inputAssignments><field>Moved_On__c</field><value><elementReference>$Flow.CurrentDateTime</elementReference></value></inputAssignments>
      <inputReference>$Record</inputReference></recordUpdates>
    <start><locationX>0</locationX><locationY>0</locationY><connector><targetReference>Note</targetReference></connector>
      <filterFormula>ISCHANGED({!$Record.Shelf__c})</filterFormula><object>Book__c</object>
      <recordTriggerType>Update</recordTriggerType><triggerType>RecordBeforeSave</triggerType></start>
    <status>${status}</status>`,
  );
const members = {
  CustomObject: ['Book__c'],
  CustomField: ['Book__c.Shelf__c', 'Book__c.Moved_On__c'],
  Flow: ['Book_Moved'],
  PermissionSet: ['Librarian'],
};
const files = {
  'objects/Book__c.object': book,
  'flows/Book_Moved.flow': moveFlow('Active'),
  'permissionsets/Librarian.permissionset': permissionSet('Librarian', [
    'Book__c.Shelf__c',
    'Book__c.Moved_On__c',
  ]),
};

function manifest(listed: Record<string, string[]>): string {
  const types = Object.entries(listed).map(
    ([name, names]) =>
      `<types>${names.map((one) => `<members>${one}</members>`).join('')}<name>${name}</name></types>`,
  );
  return metadataFile('Package', types.join(''));
}

const destroy = (
  connection: Connection,
  listed: Record<string, string[]>,
  file = 'destructiveChanges.xml',
) => deploy(connection, {}, { [file]: manifest(listed) });

const deactivate = (connection: Connection) =>
  deploy(
    connection,
    { FlowDefinition: ['Book_Moved'] },
    {
      'flowDefinitions/Book_Moved.flowDefinition': metadataFile(
        'FlowDefinition',
        '<activeVersionNumber>0</activeVersionNumber>',
      ),
    },
  );

/** (what is to go, why it must stay) */
const refusals: readonly [Record<string, string[]>, string][] = [
  // Issue threads on "This custom field is referenced elsewhere in salesforce.com."
  [
    { CustomField: ['Book__c.Shelf__c'] },
    'This custom field is referenced elsewhere in salesforce.com. : Flow - Book_Moved',
  ],
  [
    { CustomObject: ['Book__c'] },
    'This custom object is referenced elsewhere in salesforce.com. : Flow - Book_Moved',
  ],
  // An active flow: the known answer to deleting one by destructive changes.
  [{ Flow: ['Book_Moved'] }, 'insufficient access rights on cross-reference id'],
  [{ Flow: ['Book_Moved-1'] }, 'insufficient access rights on cross-reference id'],
  [
    { PermissionSet: ['Librarian'] },
    "You can't delete the permission set Librarian because it is assigned to users",
  ],
  [{ CustomObject: ['Account'] }, "You can't delete the standard object Account"],
  [{ Role: ['Chief'] }, 'The local org does not implement this type of metadata: Role'],
];

test('what others refer to stays', () =>
  withOrg(async (org, connection) => {
    await deploy(connection, members, files);
    await assignPermissionSet(connection, 'Librarian', org.username);
    for (const [listed, expected] of refusals) {
      const { success, problems } = await destroy(connection, listed);
      assert.equal(success, false, expected);
      assert.deepEqual(
        problems.map(({ problem }) => problem),
        [expected],
      );
    }
    await connection.query('SELECT Shelf__c FROM Book__c');
  }));

test('an inactive version still refers to its fields', () =>
  withOrg(async (_org, connection) => {
    await deploy(connection, members, files);
    await deactivate(connection);
    const { problems } = await destroy(connection, { CustomField: ['Book__c.Shelf__c'] });
    assert.match(problems[0]!.problem, /Flow - Book_Moved$/);
  }));

test('a flow goes once it is inactive, then its fields and their object', () =>
  withOrg(async (_org, connection) => {
    await deploy(connection, members, files);
    assert.equal((await deactivate(connection)).success, true);
    assert.equal((await destroy(connection, { Flow: ['Book_Moved'] })).success, true);
    assert.equal((await connection.query('SELECT Id FROM FlowDefinitionView')).totalSize, 0);

    assert.equal((await destroy(connection, { CustomField: ['Book__c.Shelf__c'] })).success, true);
    const grants = await connection.query(
      "SELECT Field FROM FieldPermissions WHERE Field LIKE 'Book__c%'",
    );
    assert.deepEqual(
      grants.records.map((row) => row['Field'] as string),
      ['Book__c.Moved_On__c'],
    );
    assert.equal((await destroy(connection, { CustomObject: ['Book__c'] })).success, true);
    await assert.rejects(async () => connection.query('SELECT Id FROM Book__c'), /not supported/);
    // The names are free again.
    assert.equal((await deploy(connection, members, files)).success, true);
  }));

test('before or after: a field goes in the deploy that takes its last use away', () =>
  withOrg(async (_org, connection) => {
    await deploy(connection, members, files);
    const withoutUse = {
      'permissionsets/Librarian.permissionset': permissionSet('Librarian', []),
      [`flows/Book_Moved.flow`]: moveFlow('Active').replaceAll('Shelf__c', 'Moved_On__c'),
    };
    const gone = manifest({ CustomField: ['Book__c.Shelf__c'] });
    const listed = { PermissionSet: ['Librarian'], Flow: ['Book_Moved'] };
    const early = await deploy(connection, listed, {
      ...withoutUse,
      'destructiveChanges.xml': gone,
    });
    assert.equal(early.success, false);
    // Afterwards version 1, which is obsolete, still refers to it: it must go too.
    const late = await deploy(connection, listed, {
      ...withoutUse,
      'destructiveChangesPost.xml': manifest({
        Flow: ['Book_Moved-1'],
        CustomField: ['Book__c.Shelf__c'],
      }),
    });
    assert.deepEqual(late.problems, []);
    await assert.rejects(
      async () => connection.query('SELECT Shelf__c FROM Book__c'),
      /No such column/,
    );
  }));

test('what is not there is a warning, and a rehearsal deletes nothing', () =>
  withOrg(async (_org, connection) => {
    const { success } = await destroy(connection, { CustomField: ['Account.Nope__c'] });
    assert.equal(success, true);

    await deploy(connection, members, files);
    const gone = manifest({ PermissionSet: ['Librarian'] });
    await deploy(connection, {}, { 'destructiveChanges.xml': gone }, { checkOnly: true });
    const kept = await connection.query("SELECT Id FROM PermissionSet WHERE Name = 'Librarian'");
    assert.equal(kept.totalSize, 1);
  }));
