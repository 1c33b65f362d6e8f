import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Connection } from 'jsforce';
import type { LocalOrg } from '../../src/index.ts';
import { nextTime } from '../../src/flow/schedule.ts';
import { deploy, longSessions, manualClock, metadataFile, withOrg } from '../support.ts';
import { connector, create, grouped, input, named } from './support.ts';

/*
 * Salesforce Help: "Schedule-Triggered Flow Considerations", "Flow Trigger: Schedule"; Metadata API
 * Developer Guide, Flow, FlowSchedule.
 */

const text = (value: string) => `<stringValue>${value}</stringValue>`;
const reference = (path: string) => `<elementReference>${path}</elementReference>`;
const filter = (field: string, operator: string, value: string) =>
  `<filterLogic>and</filterLogic><filters><field>${field}</field><operator>${operator}</operator><value>${value}</value></filters>`;
const schedule = (frequency: string, date = '2026-11-21', time = '10:00:00.000Z') =>
  `<schedule><frequency>${frequency}</frequency><startDate>${date}</startDate><startTime>${time}</startTime></schedule>`;
const flow = (content: string, start: string) =>
  metadataFile(
    'Flow',
    `<apiVersion>66.0</apiVersion>${grouped(content)}<label>Nightly</label><processType>AutoLaunchedFlow</processType>
    <start><locationX>0</locationX><locationY>0</locationY>${connector('First')}${start}<triggerType>Scheduled</triggerType></start><status>Active</status>`,
  );
const stamp = `<recordUpdates>${named('First')}${input('Title', text('seen'))}<inputReference>$Record</inputReference></recordUpdates>`;
const note = create('First', 'Account', input('Name', text('{!$User.LastName}')));

type Clock = ReturnType<typeof manualClock>;
/** An org whose clock stands at 8:00 on the day on which the schedules begin. */
const withClock = (
  work: (connection: Connection, clock: Clock, org: LocalOrg) => Promise<void>,
) => {
  const clock = manualClock('2026-11-21T08:00:00Z');
  return withOrg((org, connection) => work(connection, clock, org), { clock, ...longSessions });
};
async function problemsOf(connection: Connection, xml: string): Promise<string[]> {
  const { problems } = await deploy(
    connection,
    { Flow: ['Nightly'] },
    { 'flows/Nightly.flow': xml },
  );
  return problems.map(({ problem }) => problem);
}
const count = async (connection: Connection, soql: string) =>
  (await connection.query(`SELECT COUNT() FROM ${soql}`)).totalSize;

const HOUR = 3600;
const DAY = 24 * HOUR;

suite('a schedule-triggered flow', () => {
  test('runs at its time, once a day, without an object once each time', () =>
    withClock(async (connection, clock) => {
      assert.deepEqual(await problemsOf(connection, flow(note, schedule('Daily'))), []);
      const runs = () => count(connection, 'Account');
      clock.advance(2 * HOUR - 1);
      assert.equal(await runs(), 0);
      clock.advance(1);
      assert.equal(await runs(), 1);
      clock.advance(3 * DAY);
      assert.equal(await runs(), 4);
      const stamps = await connection.query('SELECT CreatedDate FROM Account ORDER BY CreatedDate');
      assert.equal(stamps.records[1]!['CreatedDate'], '2026-11-22T10:00:00.000+0000');
    }));

  test('runs for each record that meets its conditions at that time', () =>
    withClock(async (connection, clock) => {
      const conditions = filter('Department', 'EqualTo', text('Members'));
      const xml = flow(stamp, `${conditions}<object>Contact</object>${schedule('Once')}`);
      assert.deepEqual(await problemsOf(connection, xml), []);
      const members = [
        { Department: 'Members' },
        { Department: 'Staff' },
        { Department: 'Members' },
      ];
      await connection
        .sobject('Contact')
        .create(members.map((one, i) => ({ LastName: `C${i}`, ...one })));
      const seen = () => count(connection, "Contact WHERE Title = 'seen'");
      assert.equal(await seen(), 0);
      clock.advance(2 * HOUR);
      assert.equal(await seen(), 2);
      await connection.sobject('Contact').create({ LastName: 'Late', Department: 'Members' });
      clock.advance(DAY);
      assert.equal(await seen(), 2);
    }));

  test('that fails for one record runs for the others, and tells the administrator', () =>
    withClock(async (connection, clock, org) => {
      const email = stamp
        .replace('Title', 'Email')
        .replace(text('seen'), reference('$Record.Title'));
      const xml = flow(email, `<object>Contact</object>${schedule('Once')}`);
      assert.deepEqual(await problemsOf(connection, xml), []);
      await connection.sobject('Contact').create([
        { LastName: 'One', Title: 'one@x.example' },
        { LastName: 'Two', Title: 'no address' },
      ]);
      clock.advance(2 * HOUR);
      assert.equal(await count(connection, "Contact WHERE Email != ''"), 1);
      assert.match(org.outbox()[0]!.subject, /"Nightly": .*INVALID_EMAIL_ADDRESS/);
    }));

  test('what it saves starts other flows', () =>
    withClock(async (connection, clock) => {
      const saved = metadataFile(
        'Flow',
        `<apiVersion>66.0</apiVersion><label>Saved</label><processType>AutoLaunchedFlow</processType>
        ${stamp.replace('Title', 'Department')}<start><locationX>0</locationX><locationY>0</locationY>${connector('First')}
        ${filter('Title', 'EqualTo', text('seen'))}<object>Contact</object><recordTriggerType>Update</recordTriggerType><triggerType>RecordBeforeSave</triggerType></start><status>Active</status>`,
      );
      const nightly = flow(stamp, `<object>Contact</object>${schedule('Once')}`);
      const { problems } = await deploy(
        connection,
        { Flow: ['Nightly', 'Saved'] },
        { 'flows/Nightly.flow': nightly, 'flows/Saved.flow': saved },
      );
      assert.deepEqual(problems, []);
      await connection.sobject('Contact').create({ LastName: 'One' });
      clock.advance(2 * HOUR);
      assert.equal(await count(connection, "Contact WHERE Department = 'seen'"), 1);
    }));

  test('ends with its activity, and begins to count again with it', () =>
    withClock(async (connection, clock) => {
      await problemsOf(connection, flow(note, schedule('Daily')));
      const activate = (version: number) =>
        deploy(
          connection,
          { FlowDefinition: ['Nightly'] },
          {
            'flowDefinitions/Nightly.flowDefinition': metadataFile(
              'FlowDefinition',
              `<activeVersionNumber>${version}</activeVersionNumber>`,
            ),
          },
        );
      await activate(0);
      clock.advance(5 * DAY);
      assert.equal(await count(connection, 'Account'), 0);
      await activate(1);
      clock.advance(DAY);
      assert.equal(await count(connection, 'Account'), 1);
    }));

  test('is listed as scheduled', () =>
    withClock(async (connection) => {
      await problemsOf(connection, flow(stamp, `<object>Contact</object>${schedule('Weekly')}`));
      const { records } = await connection.query(
        'SELECT TriggerType, RecordTriggerType, TriggerObjectOrEventId FROM FlowDefinitionView',
      );
      const { TriggerType, RecordTriggerType, TriggerObjectOrEventId } = records[0]!;
      assert.deepEqual(
        [TriggerType, RecordTriggerType, TriggerObjectOrEventId],
        ['Scheduled', null, 'Contact'],
      );
    }));
});

/** (frequency, after, the next time) of a schedule from Monday 2026-03-02, 08:30 in New York */
const times: readonly ['Once' | 'Daily' | 'Weekly', string, string | undefined][] = [
  ['Once', '2026-03-01T00:00:00Z', '2026-03-02T13:30:00.000Z'],
  ['Once', '2026-03-02T13:30:00Z', undefined],
  ['Daily', '2026-03-02T13:30:00Z', '2026-03-03T13:30:00.000Z'],
  ['Daily', '2026-03-05T13:29:59Z', '2026-03-05T13:30:00.000Z'],
  // Summer time begins there on 8 March.
  ['Daily', '2026-03-07T13:30:00Z', '2026-03-08T12:30:00.000Z'],
  ['Weekly', '2026-03-02T13:30:00Z', '2026-03-09T12:30:00.000Z'],
  ['Weekly', '2026-03-20T00:00:00Z', '2026-03-23T12:30:00.000Z'],
];
suite('the next time of a schedule is told by the clock of the org', () => {
  for (const [frequency, after, expected] of times) {
    test(`${frequency}, after ${after}`, () => {
      const from = { frequency, startDate: '2026-03-02', startTime: '08:30:00' };
      const next = nextTime(from, new Date(after), 'America/New_York');
      assert.equal(next?.toISOString(), expected);
    });
  }
});

const integrity = (message: string) => `field integrity exception: unknown (${message})`;

/** (what is wrong, the flow's start, problem) */
const refusals: readonly [string, string, string][] = [
  ['no schedule', '', integrity('Required field is missing: schedule')],
  [
    'a day that is none',
    schedule('Daily', 'soon'),
    integrity('The startDate of the schedule is not valid.'),
  ],
  [
    'a trigger by records',
    `<object>Contact</object><recordTriggerType>Create</recordTriggerType>${schedule('Daily')}`,
    integrity('A schedule-triggered flow is not started by saving records.'),
  ],
  [
    'every month',
    schedule('Monthly'),
    'The local org does not implement Monthly as frequency of schedule.',
  ],
  [
    'what a save has changed',
    `${filter('Title', 'IsChanged', '<booleanValue>true</booleanValue>')}<object>Contact</object>${schedule('Daily')}`,
    integrity(
      "A path that runs after the transaction can't use $Record__Prior, ISCHANGED or ISNEW.",
    ),
  ],
];
test('schedules that Salesforce or the local org does not take', () =>
  withClock(async (connection) => {
    for (const [name, start, problem] of refusals) {
      const content = start.includes('Contact') ? stamp : note;
      assert.equal((await problemsOf(connection, flow(content, start)))[0], problem, name);
    }
  }));
