import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, it, type TestContext } from 'node:test';
import {
  comparePackage,
  type Decisions,
  generatePackage,
  packageFolders,
} from '../../src/metadata/disk/generate.ts';
import { planOf } from './support.ts';

const NO_DECISIONS: Decisions = { overwrite: new Set(), keep: new Set() };
const CONTACT_FLOW = 'force-app/main/default/flows/HL_Contact_Mod_Date.flow-meta.xml';
/** Lists what the flows watch, as they do. */
const STAMP_TEST = 'force-app/test/default/classes/HL_StampTest.cls';
const FLOW_DOWN_FLOW = 'force-app/main/default/flows/HL_Flow_Down.flow-meta.xml';
const FLOW_DOWN_FIELD =
  'force-app/main/default/objects/Contact/fields/HL_Account_Industry__c.field-meta.xml';

const plain = planOf('');
const watching = planOf('contact: { triggerFields: [Department] }');
const flowingDown = planOf('flowDown: [{ account: Industry, type: picklist }]');

describe('generating the package', () => {
  let project: string;
  let folders: ReturnType<typeof packageFolders>;

  beforeEach((t) => {
    project = mkdtempSync(join(tmpdir(), 'generate-'));
    (t as TestContext).after(() => {
      rmSync(project, { recursive: true });
    });
    folders = packageFolders(join(project, 'force-app/main'));
  });

  const generate = (plan: typeof plain, decisions: Partial<Decisions> = {}) => {
    generatePackage(comparePackage(plan, folders), { ...NO_DECISIONS, ...decisions });
  };
  const states = (plan: typeof plain) =>
    comparePackage(plan, folders)
      .files.filter(({ state }) => state !== 'current')
      .map(({ path, state }) => [path, state]);
  const read = (path: string) => readFileSync(join(folders.project, path), 'utf8');
  const edit = (path: string) => {
    writeFileSync(join(folders.project, path), read(path).replace('</label>', ' of ours</label>'));
  };

  it('writes everything once; then nothing is left to do', () => {
    assert.ok(states(plain).every(([, state]) => state === 'missing'));
    generate(plain);
    assert.deepEqual(states(plain), []);
  });

  it('follows the worksheet', () => {
    generate(plain);
    assert.deepEqual(states(watching), [
      [CONTACT_FLOW, 'outdated'],
      [STAMP_TEST, 'outdated'],
    ]);
    generate(watching);
    assert.match(read(CONTACT_FLOW), /ISCHANGED\(\{!\$Record\.Department\}\)/);
    generate(plain);
    assert.doesNotMatch(read(CONTACT_FLOW), /Department/);
  });

  it('leaves an edited file alone until it is told to replace it', () => {
    generate(plain);
    edit(CONTACT_FLOW);
    assert.deepEqual(states(plain), [[CONTACT_FLOW, 'edited']]);
    generate(watching);
    assert.match(read(CONTACT_FLOW), / of ours</);
    assert.deepEqual(states(watching), [[CONTACT_FLOW, 'conflict']]);
    generate(watching, { overwrite: new Set([CONTACT_FLOW]) });
    assert.deepEqual(states(watching), []);
  });

  it('takes an edited file for up to date when it is told so, until the worksheet changes', () => {
    generate(plain);
    edit(CONTACT_FLOW);
    generate(watching, { keep: new Set([CONTACT_FLOW]) });
    assert.deepEqual(states(watching), [[CONTACT_FLOW, 'edited']]);
    assert.deepEqual(states(plain), [
      [CONTACT_FLOW, 'conflict'],
      [STAMP_TEST, 'outdated'],
    ]);
  });

  it('keeps a field that the worksheet asks for no longer, and says so each time', () => {
    generate(flowingDown);
    generate(plain);
    for (let run = 0; run < 2; run++) {
      assert.ok(
        states(plain).some(([path, state]) => path === FLOW_DOWN_FIELD && state === 'unwanted'),
      );
      generate(plain);
    }
    assert.match(read(FLOW_DOWN_FIELD), /TEXT\(Account\.Industry\)/);
  });

  it('moves a flow that must not run any more into what deactivates it, and back', () => {
    generate(flowingDown);
    generate(plain);
    assert.throws(() => read(FLOW_DOWN_FLOW), { code: 'ENOENT' });
    const definition = join(folders.retired, 'flowDefinitions/HL_Flow_Down.flowDefinition');
    assert.match(readFileSync(definition, 'utf8'), /<activeVersionNumber>0</);
    const manifest = readFileSync(join(folders.retired, 'package.xml'), 'utf8');
    assert.match(manifest, /<members>HL_Flow_Down<\/members>/);
    generate(flowingDown);
    assert.match(read(FLOW_DOWN_FLOW), /<status>Active</);
    assert.ok(!readdirSync(project).includes('retired-flows'));
  });

  it('does not take away an edited flow unasked', () => {
    generate(flowingDown);
    edit(FLOW_DOWN_FLOW);
    generate(plain);
    assert.ok(
      states(plain).some(([path, state]) => path === FLOW_DOWN_FLOW && state === 'conflict'),
    );
    generate(plain, { overwrite: new Set([FLOW_DOWN_FLOW]) });
    assert.throws(() => read(FLOW_DOWN_FLOW), { code: 'ENOENT' });
  });

  it('changes nothing when one file cannot be written, and names it', () => {
    generate(plain);
    const before = read(
      'force-app/main/default/permissionsets/HL_Integration.permissionset-meta.xml',
    );
    const fields = join(folders.project, folders.source, 'objects/HL_Flow_Down__c');
    writeFileSync(fields, 'a file where a folder is to be');
    assert.throws(
      () => {
        generate(
          planOf(
            'contact: { triggerFields: [Department] }\nflowDown: [{ account: Industry, type: picklist }]',
          ),
        );
      },
      { name: 'WriteError', message: /HL_Flow_Down__c.* cannot be written/ },
    );
    assert.equal(
      read('force-app/main/default/permissionsets/HL_Integration.permissionset-meta.xml'),
      before,
    );
    assert.deepEqual(states(plain), []);
  });

  it('refuses a record that is none', () => {
    generate(plain);
    writeFileSync(folders.record, '{}');
    assert.throws(() => comparePackage(plain, folders), { name: 'GeneratedRecordError' });
  });
});
