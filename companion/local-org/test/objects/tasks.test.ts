import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Connection } from 'jsforce';
import {
  connect,
  create,
  deploy,
  manualClock,
  metadataFile,
  restError,
  rowsOf,
  withOrg,
} from '../support.ts';
import type { Row } from '../support.ts';
import { createUser, grantElements } from '../security/support.ts';

/* Sources: Object Reference, "Task"; Help, "Permissions for Activities" */

const project = (activities: boolean) =>
  metadataFile(
    'CustomObject',
    `<deploymentStatus>Deployed</deploymentStatus><enableActivities>${activities}</enableActivities><label>Project</label><nameField><label>Name</label><type>Text</type></nameField><pluralLabel>Projects</pluralLabel><sharingModel>ReadWrite</sharingModel>`,
  );
const deployProject = (connection: Connection, activities: boolean) =>
  deploy(
    connection,
    { CustomObject: ['Project__c'] },
    { 'objects/Project__c.object': project(activities) },
  );

test('a task knows its defaults, its account, and when it was closed', () =>
  withOrg(
    async (_org, connection) => {
      const account = await create(connection, 'Account', { Name: 'Acme' });
      const contact = await create(connection, 'Contact', { LastName: 'A', AccountId: account });
      const id = await create(connection, 'Task', { Subject: 'Approve', WhoId: contact });
      const fields =
        'Subject, Status, Priority, IsHighPriority, IsClosed, CompletedDateTime, AccountId, Who.Name';
      const read = async () => {
        const [row] = await rowsOf(
          connection,
          `SELECT ${fields} FROM Task WHERE IsDeleted = false`,
        );
        const { Who, ...rest } = row!;
        return { ...rest, Who: (Who as Row)['Name'] };
      };
      const open = {
        Subject: 'Approve',
        Status: 'Not Started',
        Priority: 'Normal',
        IsHighPriority: false,
        IsClosed: false,
        CompletedDateTime: null,
        AccountId: account,
        Who: 'A',
      };
      assert.deepEqual(await read(), open);
      await connection.sobject('Task').update({ Id: id, Status: 'Completed', Priority: 'High' });
      assert.deepEqual(await read(), {
        ...open,
        Status: 'Completed',
        Priority: 'High',
        IsHighPriority: true,
        IsClosed: true,
        CompletedDateTime: '2026-11-21T08:00:00.000+0000',
      });
      await connection.sobject('Task').update({ Id: id, Status: 'Deferred', Priority: 'Low' });
      assert.deepEqual(await read(), { ...open, Status: 'Deferred', Priority: 'Low' });
    },
    { clock: manualClock('2026-11-21T08:00:00Z') },
  ));

test('tasks go with the contact that they are about', () =>
  withOrg(async (_org, connection) => {
    const contact = await create(connection, 'Contact', { LastName: 'A' });
    await create(connection, 'Task', { WhoId: contact, Subject: 'Call' });
    const [row] = await rowsOf(connection, 'SELECT (SELECT Subject FROM Tasks) FROM Contact');
    assert.equal((row!['Tasks'] as { totalSize: number }).totalSize, 1);
    await connection.sobject('Contact').delete(contact);
    assert.deepEqual(await rowsOf(connection, 'SELECT Id FROM Task'), []);
  }));

test('a task is about records of custom objects only where they have activities', () =>
  withOrg(async (org, connection) => {
    await deployProject(connection, false);
    const id = await create(connection, 'Project__c', { Name: 'P' });
    const error = await restError(org, 'POST', '/sobjects/Task', { WhatId: id });
    assert.equal(error.errorCode, 'FIELD_INTEGRITY_EXCEPTION');
    await deployProject(connection, true);
    await create(connection, 'Task', { WhatId: id });
    const { fields } = await connection.sobject('Task').describe();
    assert.deepEqual(fields.find(({ name }) => name === 'WhatId')!.referenceTo?.toSorted(), [
      'Account',
      'Campaign',
      'Project__c',
    ]);
    await deployProject(connection, false);
    const after = await connection.sobject('Task').describe();
    assert.deepEqual(after.fields.find(({ name }) => name === 'WhatId')!.referenceTo?.toSorted(), [
      'Account',
      'Campaign',
    ]);
  }));

suite('who may do what with tasks', () => {
  const withClerk = (
    userPermissions: readonly string[],
    work: (clerk: Connection, own: string, foreign: string) => Promise<void>,
  ) =>
    withOrg(async (org, admin) => {
      const elements = grantElements({
        editable: ['Task.Subject'],
        userPermissions: ['ApiEnabled', ...userPermissions],
      });
      const content = `<custom>true</custom>${elements.fieldPermissions}${elements.userPermissions}`;
      const { problems } = await deploy(
        admin,
        { Profile: ['Clerk'] },
        { 'profiles/Clerk.profile': metadataFile('Profile', content) },
      );
      assert.deepEqual(problems, []);
      const user = await createUser(admin, 'clerk@association.example', 'Clerk');
      const own = await create(admin, 'Task', { Subject: 'Own', OwnerId: user });
      const foreign = await create(admin, 'Task', { Subject: 'Foreign' });
      await work(connect(org, org.openSession('clerk@association.example')), own, foreign);
    });
  const subjects = async (clerk: Connection) =>
    (await rowsOf(clerk, 'SELECT Subject FROM Task ORDER BY Subject')).map(
      ({ Subject }) => Subject,
    );

  test('without Access Activities there are none', () =>
    withClerk([], async (clerk) => {
      await assert.rejects(subjects(clerk), /sObject type 'Task' is not supported/);
    }));

  test('Access Activities shows the own ones, Edit Tasks lets them be changed', () =>
    withClerk(['ActivitiesAccess'], async (clerk, own) => {
      assert.deepEqual(await subjects(clerk), ['Own']);
      const change = clerk.sobject('Task').update({ Id: own, Subject: 'Mine' });
      await assert.rejects(change, /entity type cannot be updated: Task/);
    }));

  test('with Edit Tasks tasks are made and changed, those of others excepted', () =>
    withClerk(['ActivitiesAccess', 'EditTask'], async (clerk, own, foreign) => {
      await create(clerk, 'Task', { Subject: 'New' });
      await clerk.sobject('Task').update({ Id: own, Subject: 'Mine' });
      assert.deepEqual(await subjects(clerk), ['Mine', 'New']);
      await assert.rejects(
        clerk.sobject('Task').update({ Id: foreign, Subject: 'Mine' }),
        /The requested resource does not exist/,
      );
    }));

  test('View All Data shows all of them', () =>
    withClerk(['ActivitiesAccess', 'ViewAllData'], async (clerk) => {
      assert.deepEqual(await subjects(clerk), ['Foreign', 'Own']);
    }));
});
