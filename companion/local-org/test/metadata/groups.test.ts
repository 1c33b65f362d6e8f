import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deploy, metadataFile, withOrg } from '../support.ts';

/* Public groups and queues (Metadata API Developer Guide, Group and Queue; Object Reference, Group). */

const members = { Group: ['Approvers'], Queue: ['Returns'] };
const files = {
  'groups/Approvers.group': metadataFile(
    'Group',
    '<doesIncludeBosses>false</doesIncludeBosses><name>Community Approvers</name>',
  ),
  'queues/Returns.queue': metadataFile(
    'Queue',
    '<doesSendEmailToMembers>true</doesSendEmailToMembers><email>returns@library.example</email><name>Returns</name><queueSobject><sobjectType>Contact</sobjectType></queueSobject>',
  ),
};

test('groups and queues are there to be asked for, and a redeploy keeps their members', () =>
  withOrg(async (_org, connection) => {
    assert.deepEqual((await deploy(connection, members, files)).problems, []);
    const groups = await connection.query(
      'SELECT Id, DeveloperName, Name, Type, Email FROM Group ORDER BY DeveloperName',
    );
    assert.deepEqual(
      groups.records.map((row) =>
        ['DeveloperName', 'Name', 'Type', 'Email'].map((field) => row[field] as string | null),
      ),
      [
        ['Approvers', 'Community Approvers', 'Regular', null],
        ['Returns', 'Returns', 'Queue', 'returns@library.example'],
      ],
    );
    const owned = await connection.query(
      "SELECT SobjectType FROM QueueSobject WHERE Queue.DeveloperName = 'Returns'",
    );
    assert.equal(owned.records[0]!['SobjectType'], 'Contact');

    const user = (await connection.query('SELECT Id FROM User LIMIT 1')).records[0]!.Id!;
    const GroupId = groups.records[0]!.Id!;
    await connection.sobject('GroupMember').create({ GroupId, UserOrGroupId: user });
    const renamed = files['groups/Approvers.group'].replace('Community', 'Member');
    await deploy(connection, members, { ...files, 'groups/Approvers.group': renamed });
    const approvers = await connection.query(
      "SELECT UserOrGroupId FROM GroupMember WHERE Group.Name = 'Member Approvers'",
    );
    assert.equal(approvers.records[0]!['UserOrGroupId'], user);

    const destructive = metadataFile(
      'Package',
      '<types><members>Approvers</members><name>Group</name></types>',
    );
    assert.equal(
      (await deploy(connection, {}, { 'destructiveChanges.xml': destructive })).success,
      true,
    );
    assert.equal((await connection.query('SELECT Id FROM GroupMember')).totalSize, 0);
    assert.equal((await connection.query('SELECT Id FROM Group')).totalSize, 1);
  }));

test('a queue of nothing, and members in a file', () =>
  withOrg(async (_org, connection) => {
    const refuse = async (content: string) =>
      (
        await deploy(
          connection,
          { Queue: ['Q'] },
          { 'queues/Q.queue': metadataFile('Queue', `<name>Q</name>${content}`) },
        )
      ).problems[0]!.problem;
    assert.equal(
      await refuse('<queueSobject><sobjectType>Nope__c</sobjectType></queueSobject>'),
      'In field: sobjectType - no CustomObject named Nope__c found',
    );
    assert.equal(
      await refuse('<queueMembers><users><user>a@b.example</user></users></queueMembers>'),
      'The local org does not implement the element queueMembers of Queue.',
    );
  }));
