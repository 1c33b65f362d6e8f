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
    const { records } = await connection.query('SELECT DurableId FROM FlowDefinitionView');
    const definition = records[0]!['DurableId'] as string;
    const versions = async () =>
      (
        await connection.query(
          `SELECT VersionNumber, Status FROM FlowVersionView WHERE FlowDefinitionViewId = '${definition}' ORDER BY VersionNumber`,
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
