import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import type { LocalOrg } from 'salesforce-local-org';
import { connect, setUpDesk, start } from './support.ts';

test('hl org start: one line on stdout, an org to play with, and SIGTERM ends it', async (t) => {
  const desk = setUpDesk(t);
  const temporary = join(desk.project, 'temporary');
  mkdirSync(temporary);
  const child = start(
    desk,
    'hl',
    ['org', 'start', '--contacts', '50', '--edition', 'Professional', '--person-accounts'],
    { TMPDIR: temporary },
  );
  t.after(() => child.kill('SIGKILL'));
  const closed = once(child, 'close');
  const stderr = text(child.stderr);
  const lines: string[] = [];
  const stdout = createInterface(child.stdout).on('line', (line) => lines.push(line));
  await Promise.race([once(stdout, 'line'), closed]);
  const org = JSON.parse(lines[0] ?? (await stderr)) as LocalOrg;
  assert.deepEqual(Object.keys(org), [
    ...['url', 'username', 'password', 'securityToken', 'accessToken'],
  ]);

  // Its administrator sees who is active, and says who is.
  const salesforce = connect(org);
  const count = async (active: boolean) => {
    const soql = `SELECT COUNT() FROM Contact WHERE HL_IsActive__c = ${active}`;
    return (await salesforce.query(soql)).totalSize;
  };
  assert.deepEqual([await count(true), await count(false)], [48, 2]);
  const { records } = await salesforce.query(
    'SELECT Id FROM Contact WHERE HL_IsActive__c = false LIMIT 1',
  );
  const Id = records[0]!.Id!;
  await salesforce.sobject('Contact').update({ Id, HL_IsActive__c: true });
  assert.equal(await count(true), 49);

  await salesforce.sobject('Account').create({ LastName: 'Person' });
  const people = 'SELECT COUNT() FROM Account WHERE IsPersonAccount = true';
  assert.equal((await salesforce.query(people)).totalSize, 1);

  child.kill('SIGTERM');
  assert.deepEqual(await closed, [0, null]);
  assert.equal(lines.length, 1);
  assert.deepEqual(readdirSync(temporary), []);
  const login = `sf org login access-token --instance-url ${org.url} --alias local --no-prompt`;
  const said = await stderr;
  assert.ok(said.includes(`\nSF_ACCESS_TOKEN='${org.accessToken}' ${login}\n`), said);
  assert.ok(said.includes(`\n$env:SF_ACCESS_TOKEN='${org.accessToken}'; ${login}\n`), said);
  await assert.rejects(fetch(org.url));
});
