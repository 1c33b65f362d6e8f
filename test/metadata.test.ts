import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { connect, logIn, resultOf, run, setUpDesk, setUpOrg } from './support.ts';
import type { Desk } from './support.ts';

/* The metadata commands of the real `sf`, on a project of somebody else: a library and its books. */

const metadata = (root: string, content: string) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="http://soap.sforce.com/2006/04/metadata">\n${content}\n</${root}>\n`;

const sources: Record<string, string> = {
  'objects/Book__c/Book__c.object-meta.xml': metadata(
    'CustomObject',
    `    <deploymentStatus>Deployed</deploymentStatus>
    <label>Book</label>
    <nameField>
        <label>Title</label>
        <type>Text</type>
    </nameField>
    <pluralLabel>Books</pluralLabel>
    <sharingModel>ReadWrite</sharingModel>`,
  ),
  'objects/Book__c/fields/Shelf__c.field-meta.xml': metadata(
    'CustomField',
    `    <fullName>Shelf__c</fullName>
    <label>Shelf</label>
    <length>20</length>
    <type>Text</type>`,
  ),
  'objects/Book__c/fields/Bought__c.field-meta.xml': metadata(
    'CustomField',
    `    <fullName>Bought__c</fullName>
    <label>Bought</label>
    <type>Date</type>`,
  ),
  'permissionsets/Librarian.permissionset-meta.xml': metadata(
    'PermissionSet',
    `    <fieldPermissions>
        <editable>true</editable>
        <field>Book__c.Shelf__c</field>
        <readable>true</readable>
    </fieldPermissions>
    <hasActivationRequired>false</hasActivationRequired>
    <label>Librarian</label>`,
  ),
  'classes/Shelves.cls': 'public class Shelves {\n}\n',
  'classes/Shelves.cls-meta.xml': metadata(
    'ApexClass',
    '    <apiVersion>66.0</apiVersion>\n    <status>Active</status>',
  ),
  'lwc/shelf/shelf.js':
    "import { LightningElement } from 'lwc';\n\nexport default class Shelf extends LightningElement {}\n",
  'lwc/shelf/shelf.html': '<template></template>\n',
  'lwc/shelf/shelf.js-meta.xml': metadata(
    'LightningComponentBundle',
    '    <apiVersion>66.0</apiVersion>\n    <isExposed>false</isExposed>',
  ),
};

function setUpLibrary(desk: Desk): string {
  const folder = join(desk.project, 'library');
  for (const [path, content] of Object.entries(sources)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  writeFileSync(
    join(desk.project, 'sfdx-project.json'),
    JSON.stringify({
      packageDirectories: [{ path: 'library', default: true }],
      sourceApiVersion: '66.0',
    }),
  );
  return folder;
}

interface DeployResult {
  readonly id: string;
  readonly status: string;
  readonly checkOnly: boolean;
  readonly numberComponentsDeployed: number;
  readonly files: readonly { fullName: string; state: string }[];
}

test('sf validates, deploys, reports, lists, retrieves and deletes', async (t) => {
  const org = await setUpOrg(t);
  const desk = setUpDesk(t);
  const folder = setUpLibrary(desk);
  await logIn(desk, org);
  const target = ['--target-org', 'local'];
  const sf = <T>(...args: string[]) => resultOf<T>(desk, 'sf', [...args, ...target]);

  // Like any org that is no scratch org or sandbox, this one tracks no source.
  for (const direction of ['deploy', 'retrieve']) {
    const preview = await run(desk, 'sf', ['project', direction, 'preview', ...target]);
    assert.match(preview.stderr, /This org does not have source tracking/);
  }

  const validated = await sf<DeployResult>(
    ...['project', 'deploy', 'validate', '--source-dir', 'library'],
  );
  assert.deepEqual([validated.status, validated.checkOnly], ['Succeeded', true]);
  await assert.rejects(async () => connect(org).query('SELECT Id FROM Book__c'), /not supported/);

  const deployed = await sf<DeployResult>('project', 'deploy', 'start');
  assert.ok(deployed.files.every(({ state }) => state === 'Created'));
  const report = await sf<DeployResult>('project', 'deploy', 'report', '--job-id', deployed.id);
  assert.equal(report.numberComponentsDeployed, deployed.numberComponentsDeployed);

  const seesShelf = async () => {
    const described = await sf<{ fields: { name: string }[] }>(
      ...['sobject', 'describe', '--sobject', 'Book__c'],
    );
    return described.fields.some(({ name }) => name === 'Shelf__c');
  };
  assert.equal(await seesShelf(), false);
  const assign = ['org', 'assign', 'permset', '--name', 'Librarian'];
  const { successes } = await sf<{ successes: { value: string }[] }>(...assign);
  assert.deepEqual(
    successes.map(({ value }) => value),
    ['Librarian'],
  );
  const again = await run(desk, 'sf', [...assign, ...target]);
  assert.match(again.stdout + again.stderr, /Duplicate PermissionSetAssignment\. Assignee: 005/);
  assert.equal(await seesShelf(), true);

  const types = await sf<{ metadataObjects: { xmlName: string }[] }>(
    ...['org', 'list', 'metadata-types'],
  );
  assert.ok(types.metadataObjects.some(({ xmlName }) => xmlName === 'LightningComponentBundle'));
  const fields = await sf<{ fullName: string }[]>(
    ...['org', 'list', 'metadata', '--metadata-type', 'CustomField'],
  );
  assert.deepEqual(
    fields.map(({ fullName }) => fullName),
    ['Book__c.Bought__c', 'Book__c.Shelf__c'],
  );

  rmSync(folder, { recursive: true });
  mkdirSync(folder);
  const wanted = ['CustomObject:Book__c', 'PermissionSet', 'ApexClass', 'LightningComponentBundle'];
  await sf('project', 'retrieve', 'start', ...wanted.flatMap((name) => ['--metadata', name]));
  const retrieved = join(folder, 'main', 'default');
  for (const [path, content] of Object.entries(sources)) {
    assert.equal(readFileSync(join(retrieved, path), 'utf8'), content, path);
  }

  // One member of the package still uses the field.
  const deletion = ['project', 'delete', 'source', '--no-prompt', '--metadata'];
  await sf(...deletion, 'CustomField:Book__c.Bought__c');
  assert.ok(!existsSync(join(retrieved, 'objects/Book__c/fields/Bought__c.field-meta.xml')));
  await assert.rejects(
    async () => connect(org).query('SELECT Bought__c FROM Book__c'),
    /No such column/,
  );
});

test('sf deploys quickly what it has validated, once', async (t) => {
  const org = await setUpOrg(t);
  const desk = setUpDesk(t);
  setUpLibrary(desk);
  await logIn(desk, org);
  const target = ['--target-org', 'local'];
  const sf = (...args: string[]) =>
    resultOf<DeployResult>(desk, 'sf', ['project', 'deploy', ...args, ...target]);
  const { id } = await sf('validate', '--source-dir', 'library');
  const quick = await sf('quick', '--job-id', id);
  assert.notEqual(quick.id, id);
  assert.equal(quick.status, 'Succeeded');
  assert.equal((await connect(org).metadata.list({ type: 'CustomField' })).length, 2);

  const here = { SF_TARGET_ORG: 'local' };
  for (const [command, jobId, error] of [
    ['quick', id, /Job ID can't be used for quick deployment/],
    ['resume', quick.id, /Job ID is not resumable|Can't resume|already completed/i],
    ['cancel', quick.id, /Can't cancel|already completed/i],
  ] as const) {
    const args = ['project', 'deploy', command, '--job-id', jobId];
    const { exitCode, stderr } = await run(desk, 'sf', args, here);
    assert.notEqual(exitCode, 0, command);
    assert.match(stderr, error, command);
  }
});

test('sf prints what is wrong, with file, line and column', async (t) => {
  const org = await setUpOrg(t);
  const desk = setUpDesk(t);
  const folder = setUpLibrary(desk);
  await logIn(desk, org);
  writeFileSync(
    join(folder, 'classes/Shelves.cls'),
    'public class Shelves {\n  Integer n = 1\n}\n',
  );
  writeFileSync(
    join(folder, 'permissionsets/Librarian.permissionset-meta.xml'),
    metadata(
      'PermissionSet',
      '    <label>Librarian</label>\n    <userPermissions>\n        <enabled>yes</enabled>\n        <name>ApiEnabled</name>\n    </userPermissions>',
    ),
  );
  const { exitCode, stdout } = await run(desk, 'sf', [
    ...['project', 'deploy', 'start', '--dry-run', '--target-org', 'local'],
  ]);
  assert.equal(exitCode, 1);
  const rows = stdout.split('\n').map((line) => line.split('│').map((cell) => cell.trim()));
  const problems = rows.filter(([, type]) => type === 'ApexClass' || type === 'PermissionSet');
  assert.deepEqual(
    problems.map(([, , name, problem, place]) => [name, problem, place]),
    [
      [
        'Librarian',
        "Error parsing file: 'yes' is not a valid value for the type xsd:boolean (5:9)",
        '5:9',
      ],
      ['Shelves', "Missing ';' at '}' (3:1)", '3:1'],
    ],
  );
});
