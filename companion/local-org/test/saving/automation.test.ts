import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Connection } from 'jsforce';
import type { LocalOrg } from '../../src/index.ts';
import { connector, formulaCondition, input, item, assignments, named } from '../flow/support.ts';
import { deploy, longSessions, manualClock, metadataFile, restError, withOrg } from '../support.ts';

/*
 * Salesforce Help: "Scheduled Paths in Record-Triggered Flows", "Per-Transaction Flow Limits",
 * "Flow Element: Subflow", "Emails About Flow Errors"; Apex Developer Guide, "Execution Governors
 * and Limits".
 */

const text = (value: string) => `<stringValue>${value}</stringValue>`;
const reference = (path: string) => `<elementReference>${path}</elementReference>`;
const now = reference('$Flow.CurrentDateTime');
const filter = (field: string, operator: string, value: string) =>
  `<filters><field>${field}</field><operator>${operator}</operator><value>${value}</value></filters>`;
const onlyWhenMet =
  '<doesRequireRecordChangedToMeetCriteria>true</doesRequireRecordChangedToMeetCriteria>';
const flow = (content: string) =>
  metadataFile(
    'Flow',
    `<apiVersion>66.0</apiVersion><label>The Flow</label><processType>AutoLaunchedFlow</processType>${content}<status>Active</status>`,
  );
const start = (object: string, rest: string) =>
  `<start><locationX>0</locationX><locationY>0</locationY>${rest}<object>${object}</object><recordTriggerType>CreateAndUpdate</recordTriggerType><triggerType>RecordAfterSave</triggerType></start>`;
const launched = (to: string) =>
  `<start><locationX>0</locationX><locationY>0</locationY>${connector(to)}</start>`;
const update = (name: string, what: string, rest = '') =>
  `<recordUpdates>${named(name)}${rest}${what}</recordUpdates>`;
const ofAccount = filter('AccountId', 'EqualTo', reference('$Record.Id'));
const contactsOf = (field: string, value: string, more = '') =>
  update('Contacts', `${ofAccount}${input(field, value)}<object>Contact</object>`, more);
const asyncPath = (to: string) =>
  `<scheduledPaths>${connector(to)}<pathType>AsyncAfterCommit</pathType></scheduledPaths>`;
const timedPath = (to: string, offset: number, unit: string, field?: string) =>
  `<scheduledPaths><name>Later</name>${connector(to)}<label>Later</label><offsetNumber>${offset}</offsetNumber><offsetUnit>${unit}</offsetUnit>` +
  (field === undefined ? '' : `<recordField>${field}</recordField>`) +
  `<timeSource>${field === undefined ? 'RecordTriggerEvent' : 'RecordField'}</timeSource></scheduledPaths>`;

async function withFlows(
  flows: Record<string, string>,
  work: (
    connection: Connection,
    clock: ReturnType<typeof manualClock>,
    org: LocalOrg,
  ) => Promise<void>,
): Promise<void> {
  const clock = manualClock('2026-11-21T08:00:00Z');
  await withOrg(
    async (org, connection) => {
      assert.deepEqual(await problemsOf(connection, flows), []);
      await work(connection, clock, org);
    },
    { clock, ...longSessions },
  );
}

async function problemsOf(connection: Connection, flows: Record<string, string>) {
  const files = Object.entries(flows).map(([name, xml]) => [`flows/${name}.flow`, xml] as const);
  const { problems } = await deploy(
    connection,
    { Flow: Object.keys(flows) },
    Object.fromEntries(files),
  );
  return problems.map(({ problem }) => problem);
}

async function accountWithContacts(connection: Connection, count: number): Promise<string> {
  const { id } = await connection.sobject('Account').create({ Name: 'Acme' });
  const contacts = Array.from({ length: count }, (_, i) => ({ LastName: `C${i}`, AccountId: id }));
  for (let i = 0; i < count; i += 200) {
    await connection.sobject('Contact').create(contacts.slice(i, i + 200));
  }
  return id!;
}

const countOf = async (connection: Connection, where: string) =>
  (await connection.query(`SELECT COUNT() FROM Contact WHERE ${where}`)).totalSize;

suite('a flow that updates the contacts of an account', () => {
  const condition = formulaCondition('ISCHANGED({!$Record.Website})');

  test('does so in the same transaction', () =>
    withFlows(
      {
        Down: flow(
          contactsOf('Department', reference('$Record.Website')) +
            start('Account', connector('Contacts') + condition),
        ),
      },
      async (connection) => {
        const Id = await accountWithContacts(connection, 3);
        await connection.sobject('Contact').create({ LastName: 'Elsewhere' });
        await connection.sobject('Account').update({ Id, Website: 'w.example' });
        assert.equal(await countOf(connection, "Department = 'w.example'"), 3);
      },
    ));

  test('runs into the limit of 10,000 rows, which undoes all and no fault path catches', () =>
    withFlows(
      {
        Down: flow(
          contactsOf('Department', text('x'), connector('Note', 'faultConnector')) +
            update(
              'Note',
              `${input('Site', text('failed'))}<inputReference>$Record</inputReference>`,
            ) +
            start('Account', connector('Contacts') + condition),
        ),
      },
      async (connection, _clock, org) => {
        org.loadSampleData({ contacts: 10_001, accounts: 1 });
        const [account] = (await connection.query('SELECT Id FROM Account')).records;
        const path = `/sobjects/Account/${account!.Id!}`;
        const { status, errorCode, message } = await restError(org, 'PATCH', path, {
          Website: 'w.example',
        });
        assert.deepEqual([status, errorCode], [400, 'CANNOT_EXECUTE_FLOW_TRIGGER']);
        assert.match(message, /“The Flow” process failed\..*Too many DML rows: 10001/);
        const after = await connection.sobject('Account').retrieve(account!.Id!);
        assert.deepEqual([after['Website'] !== 'w.example', after['Site']], [true, null]);
        assert.equal(await countOf(connection, "Department = 'x'"), 0);
      },
    ));
});

suite('an asynchronous path', () => {
  const stampContacts = {
    Down: flow(
      contactsOf('EmailBouncedDate', now) +
        start('Account', formulaCondition('ISCHANGED({!$Record.Website})') + asyncPath('Contacts')),
    ),
  };

  test('runs when the transaction is committed', () =>
    withFlows(stampContacts, async (connection) => {
      const Id = await accountWithContacts(connection, 2);
      await connection.sobject('Account').update({ Id, Website: 'w.example' });
      const where = 'EmailBouncedDate = 2026-11-21T08:00:00Z';
      assert.equal(await countOf(connection, where), 2);
    }));

  test('does not run for a transaction that was rolled back', () =>
    withFlows(stampContacts, async (connection) => {
      const Id = await accountWithContacts(connection, 2);
      const updates = [
        { Id, Website: 'w.example' },
        { Id, Name: null },
      ];
      await connection.sobject('Account').update(updates, { allOrNone: true });
      assert.equal(await countOf(connection, 'EmailBouncedDate != null'), 0);
    }));

  test('that fails leaves the save as it is, and tells the administrator', () =>
    withFlows(
      {
        Down: flow(
          contactsOf('Email', text('no address')) +
            start('Account', formulaCondition('TRUE') + asyncPath('Contacts')),
        ),
      },
      async (connection, _clock, org) => {
        const Id = await accountWithContacts(connection, 1);
        await connection.sobject('Account').update({ Id, Website: 'w.example' });
        assert.equal((await connection.sobject('Account').retrieve(Id))['Website'], 'w.example');
        const [email] = org.outbox();
        assert.deepEqual(email!.to, [org.username]);
        assert.match(email!.subject, /^Error Occurred During Flow "The Flow"/);
        assert.match(email!.text!, /INVALID_EMAIL_ADDRESS/);
      },
    ));

  test('has the limit of 10,000 rows for itself', () =>
    withFlows(stampContacts, async (connection, _clock, org) => {
      org.loadSampleData({ contacts: 10_001, accounts: 1 });
      const [account] = (await connection.query('SELECT Id FROM Account')).records;
      await connection.sobject('Account').update({ Id: account!.Id!, Website: 'w.example' });
      assert.equal(await countOf(connection, 'EmailBouncedDate != null'), 0);
      assert.match(org.outbox()[0]!.text!, /Too many DML rows: 10001/);
    }));

  test('that sets itself off again gives way to others', () =>
    withFlows(
      {
        Again: flow(
          update('Stamp', `${input('Site', now)}<inputReference>$Record</inputReference>`).replace(
            now,
            text('again'),
          ) + start('Account', formulaCondition('TRUE') + asyncPath('Stamp')),
        ),
      },
      async (connection, clock) => {
        const { id } = await connection.sobject('Account').create({ Name: 'Acme' });
        const site = async () =>
          (await connection.sobject('Account').retrieve(id!))['Site'] as unknown;
        assert.equal(await site(), 'again');
        clock.advance(3600);
        assert.equal(await site(), 'again');
      },
    ));
});

suite('a scheduled path', () => {
  const note = update(
    'Note',
    `${input('Site', text('late'))}<inputReference>$Record</inputReference>`,
  );
  const prospects = filter('Type', 'EqualTo', text('Prospect')) + onlyWhenMet;
  const scheduled = (path: string) => ({
    Later: flow(note + start('Account', `<filterLogic>and</filterLogic>${prospects}${path}`)),
  });
  const sites = async (connection: Connection) =>
    (await connection.query('SELECT Site FROM Account')).records.map(
      (row) => row['Site'] as unknown,
    );

  test('runs after its time, and not before', () =>
    withFlows(scheduled(timedPath('Note', 2, 'Hours')), async (connection, clock) => {
      await connection.sobject('Account').create({ Name: 'Acme', Type: 'Prospect' });
      clock.advance(7199);
      assert.deepEqual(await sites(connection), [null]);
      clock.advance(1);
      assert.deepEqual(await sites(connection), ['late']);
    }));

  test('runs as if it were its time, whenever somebody looks', () =>
    withFlows(scheduled(timedPath('Note', 1, 'Days')), async (connection, clock) => {
      await connection.sobject('Account').create({ Name: 'Acme', Type: 'Prospect' });
      clock.advance(10 * 86_400);
      const [account] = (await connection.query('SELECT LastModifiedDate FROM Account')).records;
      assert.equal(account!['LastModifiedDate'], '2026-11-22T08:00:00.000+0000');
    }));

  test('is dropped when the record does not meet the conditions any more', () =>
    withFlows(scheduled(timedPath('Note', 2, 'Hours')), async (connection, clock) => {
      const { id } = await connection.sobject('Account').create({ Name: 'Acme', Type: 'Prospect' });
      await connection.sobject('Account').update({ Id: id!, Type: 'Other' });
      clock.advance(86_400);
      assert.deepEqual(await sites(connection), [null]);
    }));

  test('follows the date that it is counted from', () => {
    const dated = start(
      'Contact',
      `<filterLogic>and</filterLogic>${filter('LeadSource', 'EqualTo', text('Web'))}${onlyWhenMet}${timedPath('Note', -1, 'Weeks', 'Birthdate')}`,
    );
    const flows = { Later: flow(note.replace('Site', 'Department') + dated) };
    return withFlows(flows, async (connection, clock) => {
      const contacts = connection.sobject('Contact');
      const { id } = await contacts.create({
        LastName: 'Byron',
        LeadSource: 'Web',
        Birthdate: '2026-12-01',
      });
      const department = async () => (await contacts.retrieve(id!))['Department'] as unknown;
      await contacts.update({ Id: id!, Birthdate: '2026-12-10' });
      clock.advance(10 * 86_400); // 1 December
      assert.equal(await department(), null);
      clock.advance(2 * 86_400); // 3 December, a week before
      assert.equal(await department(), 'late');
    });
  });

  test('does not run for a record that was deleted', () =>
    withFlows(scheduled(timedPath('Note', 2, 'Hours')), async (connection, clock) => {
      const { id } = await connection.sobject('Account').create({ Name: 'Acme', Type: 'Prospect' });
      await connection.sobject('Account').delete(id!);
      clock.advance(86_400);
      assert.deepEqual(await sites(connection), []);
    }));
});

suite('a subflow', () => {
  const variable = (name: string, access: string) =>
    `<variables><name>${name}</name><dataType>String</dataType><${access}>true</${access}></variables>`;
  const shout = (output = 'Loud') =>
    flow(
      assignments('Make', [item(output, 'Assign', text('{!Quiet}!'))]) +
        launched('Make') +
        variable('Quiet', 'isInput') +
        variable(output, 'isOutput'),
    );
  const caller = flow(
    update('Set', `${input('Site', reference('Answer'))}<inputReference>$Record</inputReference>`) +
      start('Account', connector('Call')) +
      `<subflows>${named('Call')}${connector('Set')}<flowName>Shout</flowName>` +
      `<inputAssignments><name>Quiet</name><value>${reference('$Record.Name')}</value></inputAssignments>` +
      `<outputAssignments><assignToReference>Answer</assignToReference><name>Loud</name></outputAssignments></subflows>` +
      '<variables><name>Answer</name><dataType>String</dataType></variables>',
  );

  test('is given values and gives values back', () =>
    // The caller's name comes before that of the flow that it calls.
    withFlows({ Caller: caller, Shout: shout() }, async (connection) => {
      const { id } = await connection.sobject('Account').create({ Name: 'Acme' });
      assert.equal((await connection.sobject('Account').retrieve(id!))['Site'], 'Acme!');
    }));

  test('cannot lose what its callers need', () =>
    withFlows({ Caller: caller, Shout: shout() }, async (connection) => {
      const [problem] = await problemsOf(connection, { Shout: shout('Other') });
      assert.match(problem!, /The flow "Shout" has no output variable "loud"/);
      const { id } = await connection.sobject('Account').create({ Name: 'Acme' });
      assert.equal((await connection.sobject('Account').retrieve(id!))['Site'], 'Acme!');
    }));

  test('cannot lead back to the flow that calls it', () =>
    withFlows({ Shout: shout() }, async (connection) => {
      const again = flow(
        launched('Call') + `<subflows>${named('Call')}<flowName>Shout</flowName></subflows>`,
      );
      const [problem] = await problemsOf(connection, { Shout: again });
      assert.match(problem!, /The flow "Shout" leads back to this flow/);
    }));
});

/** What Salesforce refuses: the start of a flow on accounts with a path to the element Note. */
const refusals: readonly [name: string, start: string, note: string, problem: RegExp][] = [
  [
    'ISCHANGED behind an asynchronous path',
    formulaCondition('TRUE') + asyncPath('Ask'),
    `<decisions>${named('Ask')}<rules><name>Yes</name><conditionLogic>and</conditionLogic><conditions><leftValueReference>$Record.Name</leftValueReference><operator>IsChanged</operator><rightValue><booleanValue>true</booleanValue></rightValue></conditions><label>Yes</label></rules></decisions>`,
    /can't use \$Record__Prior, ISCHANGED or ISNEW/,
  ],
  [
    '$Record__Prior in a formula behind an asynchronous path',
    formulaCondition('TRUE') + asyncPath('Set'),
    '<formulas><name>Before</name><dataType>String</dataType><expression>{!$Record__Prior.Name}</expression></formulas>' +
      update(
        'Set',
        `${input('Site', reference('Before'))}<inputReference>$Record</inputReference>`,
      ),
    /can't use \$Record__Prior, ISCHANGED or ISNEW/,
  ],
  [
    'a timed path of a flow that runs on every update',
    formulaCondition('TRUE') + timedPath('Set', 1, 'Days'),
    update('Set', `${input('Site', text('x'))}<inputReference>$Record</inputReference>`),
    /runs only when a record is updated to meet the condition requirements/,
  ],
  [
    'a path counted from what is no date',
    filter('Type', 'EqualTo', text('Prospect')) + onlyWhenMet + timedPath('Set', 1, 'Days', 'Name'),
    update('Set', `${input('Site', text('x'))}<inputReference>$Record</inputReference>`),
    /The field "Name" is neither a date nor a date-time\./,
  ],
  [
    'a path before the event',
    filter('Type', 'EqualTo', text('Prospect')) + onlyWhenMet + timedPath('Set', -1, 'Days'),
    update('Set', `${input('Site', text('x'))}<inputReference>$Record</inputReference>`),
    /A path cannot run before the event that triggers it\./,
  ],
];

test('scheduled paths that Salesforce refuses', () =>
  withOrg(async (_org, connection) => {
    for (const [name, rest, note, problem] of refusals) {
      const content = note + start('Account', rest);
      const [found, ...more] = await problemsOf(connection, { Later: flow(content) });
      assert.match(found ?? '', problem, name);
      assert.deepEqual(more, [], name);
    }
    const before = start('Account', formulaCondition('TRUE') + asyncPath('Set')).replace(
      'RecordAfterSave',
      'RecordBeforeSave',
    );
    const [problem] = await problemsOf(connection, { Later: flow(refusals[2]![2] + before) });
    assert.match(problem!, /Scheduled paths need a flow that runs after the record is saved/);
  }));
