import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Connection } from 'jsforce';
import { deploy, metadataFile, withOrg } from '../support.ts';

/* Versions of flows: which is active, by FlowDefinition and Tooling API, and what editions allow. */

function flow(label: string, status = 'Active'): string {
  return metadataFile(
    'Flow',
    `<apiVersion>66.0</apiVersion>
    <assignments><name>Set</name><label>Set</label><locationX>0</locationX><locationY>0</locationY>
      <assignmentItems><assignToReference>$Record.Description</assignToReference><operator>Assign</operator><value><stringValue>${label}</stringValue></value></assignmentItems></assignments>
    <label>${label}</label><processType>AutoLaunchedFlow</processType>
    <start><locationX>0</locationX><locationY>0</locationY><connector><targetReference>Set</targetReference></connector>
      <object>Account</object><recordTriggerType>Create</recordTriggerType><triggerType>RecordBeforeSave</triggerType></start>
    <status>${status}</status>`,
  );
}
const deployFlow = (connection: Connection, label: string, status?: string, name = 'Describe') =>
  deploy(connection, { Flow: [name] }, { [`flows/${name}.flow`]: flow(label, status) });

const activate = (connection: Connection, version: number, name = 'Describe') =>
  deploy(
    connection,
    { FlowDefinition: [name] },
    {
      [`flowDefinitions/${name}.flowDefinition`]: metadataFile(
        'FlowDefinition',
        `<activeVersionNumber>${version}</activeVersionNumber>`,
      ),
    },
  );

async function versions(connection: Connection): Promise<string[]> {
  const { records } = await connection.tooling.query(
    `SELECT VersionNumber, Status, Definition.DeveloperName FROM Flow
     WHERE Definition.DeveloperName = 'Describe' ORDER BY VersionNumber`,
  );
  return records.map((row) => `${String(row['VersionNumber'])} ${String(row['Status'])}`);
}

async function describeNewAccount(connection: Connection): Promise<string | null> {
  const { id } = await connection.sobject('Account').create({ Name: 'A' });
  const account = await connection.sobject('Account').retrieve(id!);
  return account['Description'] as string | null;
}

test('a flow definition says which version runs, and whether any does', () =>
  withOrg(async (_org, connection) => {
    await deployFlow(connection, 'first');
    await deployFlow(connection, 'second');
    assert.deepEqual(await versions(connection), ['1 Obsolete', '2 Active']);
    assert.equal(await describeNewAccount(connection), 'second');

    assert.equal((await activate(connection, 1)).success, true);
    assert.deepEqual(await versions(connection), ['1 Active', '2 Obsolete']);
    assert.equal(await describeNewAccount(connection), 'first');

    assert.equal((await activate(connection, 0)).success, true);
    assert.deepEqual(await versions(connection), ['1 Obsolete', '2 Obsolete']);
    assert.equal(await describeNewAccount(connection), null);
  }));

test('Tooling API shows a definition with its active and its latest version', () =>
  withOrg(async (_org, connection) => {
    await deployFlow(connection, 'first');
    await deployFlow(connection, 'second', 'Draft');
    const { records } = await connection.tooling.query(
      'SELECT DeveloperName, ActiveVersion.VersionNumber, LatestVersion.VersionNumber, LatestVersion.Status FROM FlowDefinition',
    );
    const [definition] = records as unknown as {
      DeveloperName: string;
      ActiveVersion: { VersionNumber: number };
      LatestVersion: { VersionNumber: number; Status: string };
    }[];
    assert.equal(definition!.DeveloperName, 'Describe');
    assert.equal(definition!.ActiveVersion.VersionNumber, 1);
    assert.equal(definition!.LatestVersion.VersionNumber, 2);
    assert.equal(definition!.LatestVersion.Status, 'Draft');
    await assert.rejects(
      async () => connection.tooling.query('SELECT Id FROM Contact'),
      /sObject type 'Contact' is not supported/,
    );
    await assert.rejects(
      async () => connection.query('SELECT Id FROM FlowDefinition'),
      /sObject type 'FlowDefinition' is not supported/,
    );
  }));

test('a definition of no flow, and of a version that is not there', () =>
  withOrg(async (_org, connection) => {
    assert.match((await activate(connection, 1)).problems[0]!.problem, /No Flow named Describe/);
    await deployFlow(connection, 'first');
    assert.match(
      (await activate(connection, 7)).problems[0]!.problem,
      /no version with the number 7/,
    );
  }));

test('in production an active flow lands inactive, with no error', () =>
  withOrg(
    async (_org, connection) => {
      const { success, problems } = await deployFlow(connection, 'first');
      assert.deepEqual([success, problems], [true, []]);
      assert.deepEqual(await versions(connection), ['1 Draft']);
      assert.equal(await describeNewAccount(connection), null);
      await activate(connection, 1);
      assert.equal(await describeNewAccount(connection), 'first');
    },
    { edition: 'Enterprise' },
  ));

test('with the setting it lands active', () =>
  withOrg(
    async (_org, connection) => {
      await deployFlow(connection, 'first');
      assert.deepEqual(await versions(connection), ['1 Active']);
    },
    { edition: 'Enterprise', deployFlowsAsActive: true },
  ));

test('Professional Edition has five active flows of a type', () =>
  withOrg(
    async (_org, connection) => {
      for (const n of [1, 2, 3, 4, 5]) {
        assert.equal((await deployFlow(connection, 'x', 'Active', `Flow_${n}`)).success, true);
      }
      assert.equal((await deployFlow(connection, 'x', 'Draft', 'Flow_6')).success, true);
      assert.match((await activate(connection, 1, 'Flow_6')).problems[0]!.problem, /limit of 5/);
      assert.match(
        (await deployFlow(connection, 'y', 'Active', 'Flow_6')).problems[0]!.problem,
        /limit of 5/,
      );
      // One that is active already may have a new version.
      assert.equal((await deployFlow(connection, 'z', 'Active', 'Flow_5')).success, true);
    },
    { edition: 'Professional', deployFlowsAsActive: true },
  ));
