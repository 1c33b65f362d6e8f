/*
 * npm run bench -w companion/local-org [-- --contacts N]: how large and how
 * fast the local org is with many contacts. Prints one JSON line a figure on
 * stdout and says on stderr what it is doing.
 */
import { parseArgs } from 'node:util';
import type { Connection } from 'jsforce';
import { startLocalOrg } from '../src/index.ts';
import {
  assignPermissionSet,
  connect,
  customField,
  deploy,
  metadataFile,
  permissionSet,
} from '../test/support.ts';

/** What `composite/sobjects` takes in one call. */
const CALL_RECORDS = 200;

const { values } = parseArgs({
  options: {
    contacts: { type: 'string', default: '1000000' },
    saved: { type: 'string', default: '50000' },
  },
});
const contacts = wholeNumber('--contacts', values.contacts);
const saved = Math.min(wholeNumber('--saved', values.saved), contacts);

say(`Loading ${contacts} contacts`);
const loading = performance.now();
const org = await startLocalOrg({ contacts, dailyApiRequests: 1_000_000 });
figure('load', 'time', (performance.now() - loading) / 1000, 's');
const { user, system } = process.cpuUsage();
figure('load', 'CPU time', (user + system) / 1e6, 's');
figure('load', 'memory', process.memoryUsage().rss / 2 ** 20, 'MiB');
try {
  const connection = connect(org);
  await measureQueries(connection);
  say('Deploying an after-save flow that stamps every saved contact');
  await deployFlow(connection);
  await measureSaves(connection);
  say('Creating contacts, the flow active');
  await timed(`insert of ${saved} contacts with a flow`, saved, () => {
    org.loadSampleData({ contacts: saved, accounts: 1 });
  });
} finally {
  await org.close();
}
figure('all', 'peak memory', process.resourceUsage().maxRSS / 1024, 'MiB');

async function measureQueries(connection: Connection): Promise<void> {
  const stamps = 'SystemModstamp >= 2000-01-01T00:00:00Z';
  const queries = [
    'SELECT Id, Name, Email FROM Contact',
    `SELECT Id FROM Contact WHERE ${stamps} ORDER BY SystemModstamp, Id LIMIT 2000`,
    "SELECT Id FROM Contact WHERE Account.Name LIKE 'Kim%'",
    'SELECT COUNT() FROM Contact',
  ];
  for (const query of queries) {
    say(query);
    await timed(`first page of ${query}`, 1, () => connection.query(query));
  }
}

/** Updates contacts over HTTP, as a client would, a full call at a time. */
async function measureSaves(connection: Connection): Promise<void> {
  const { records } = await connection.query<{ Id: string }>(
    `SELECT Id FROM Contact LIMIT ${saved}`,
    { autoFetch: true, maxFetch: saved },
  );
  const ids = records.map(({ Id }) => Id);
  say('Changing contacts, the flow active');
  await timed(`update of ${ids.length} contacts with a flow`, ids.length, async () => {
    for (let from = 0; from < ids.length; from += CALL_RECORDS) {
      const changes = ids.slice(from, from + CALL_RECORDS).map((Id) => ({ Id, Title: 'Fellow' }));
      const results = await connection.sobject('Contact').update(changes);
      if (results.some(({ success }) => !success)) throw new Error(JSON.stringify(results));
    }
  });
  const stamped = await connection.query('SELECT COUNT() FROM Contact WHERE Stamp__c != null');
  if (stamped.totalSize !== ids.length) throw new Error(`${stamped.totalSize} contacts stamped`);
}

async function deployFlow(connection: Connection): Promise<void> {
  const flow = metadataFile(
    'Flow',
    `<apiVersion>64.0</apiVersion><label>Stamp</label><processType>AutoLaunchedFlow</processType>
    <recordUpdates><name>Stamp</name><label>Stamp</label><locationX>0</locationX><locationY>0</locationY>
      <inputAssignments><field>Stamp__c</field>
        <value><elementReference>$Flow.CurrentDateTime</elementReference></value></inputAssignments>
      <inputReference>$Record</inputReference></recordUpdates>
    <start><locationX>0</locationX><locationY>0</locationY>
      <connector><targetReference>Stamp</targetReference></connector>
      <filterFormula>OR(ISNEW(), ISCHANGED({!$Record.Title}), ISCHANGED({!$Record.Email}))</filterFormula>
      <object>Contact</object><recordTriggerType>CreateAndUpdate</recordTriggerType>
      <triggerType>RecordAfterSave</triggerType></start>
    <status>Active</status>`,
  );
  const { success, problems } = await deploy(
    connection,
    { CustomField: ['Contact.Stamp__c'], Flow: ['Stamp'], PermissionSet: ['Stamp'] },
    {
      'objects/Contact.object': metadataFile('CustomObject', customField('Stamp__c', 'DateTime')),
      'flows/Stamp.flow': flow,
      'permissionsets/Stamp.permissionset': permissionSet('Stamp', ['Contact.Stamp__c']),
    },
  );
  if (!success) throw new Error(JSON.stringify(problems));
  await assignPermissionSet(connection, 'Stamp', org.username);
}

/** Prints how long the work took for each of `count`. */
async function timed(what: string, count: number, work: () => unknown): Promise<void> {
  const started = performance.now();
  await work();
  figure(what, count === 1 ? 'time' : 'time for each', (performance.now() - started) / count, 'ms');
}

function figure(what: string, name: string, value: number, unit: string): void {
  console.log(JSON.stringify({ what, figure: name, value: Number(value.toPrecision(3)), unit }));
}

function say(what: string): void {
  process.stderr.write(`${what}…\n`);
}

function wholeNumber(flag: string, text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  throw new Error(`${flag} takes a whole number, not ${text}`);
}
