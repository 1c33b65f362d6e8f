import assert from 'node:assert/strict';
import type { Connection } from '@salesforce/core';
import { strToU8, zipSync } from 'fflate';
import { PACKAGE } from '../../companion/src/worksheet/packageNames.ts';
import type { Plan } from '../../companion/src/worksheet/interfaces.ts';

/** What the facts are tried with. */
export interface Trial {
  readonly connection: Connection;
  readonly plan: Plan;
  /** Creates a record that is removed when the suite ends. @returns its Id. */
  readonly create: (object: string, values: Record<string, unknown>) => Promise<string>;
  /** Waits until the org's clock shows another second, so that a new stamp can be told from an old one. */
  readonly nextSecond: () => Promise<void>;
}

/** Something that our package or the companion relies on, as the local org does it. */
export interface Fact {
  readonly id: string;
  readonly claim: string;
  /** Where it is documented, or why it must be tried. */
  readonly source: string;
  /** Throws when the org does otherwise. */
  readonly check: (trial: Trial) => Promise<void>;
}

/** Another value for each watched field of a contact; `AccountId` is made at run time. */
const contactChanges: Readonly<Record<string, unknown>> = {
  Email: 'changed@bridge-test.example',
  FirstName: 'Changed',
  LastName: 'HL Bridge Test Changed',
  Salutation: 'Dr.',
  Title: 'Changed',
  MailingStreet: '2 Changed Street',
  MailingCity: 'Changed',
  MailingState: 'California',
  MailingPostalCode: '94105',
  MailingCountry: 'Canada',
  Phone: '(503) 555-0102',
  MobilePhone: '(503) 555-0103',
  HomePhone: '(503) 555-0104',
  Fax: '(503) 555-0105',
  HasOptedOutOfEmail: true,
  [PACKAGE.isActive]: true,
};

/** Fields that no member's profile shows. */
const unwatchedChanges = { Department: 'Changed', Description: 'Changed', OtherCity: 'Changed' };

export const facts: readonly Fact[] = [
  {
    id: 'flows-active',
    claim: 'After the deployment the newest version of each flow is the active one.',
    source:
      'Metadata API Developer Guide, Flow: an org may take active flows and leave them inactive',
    check: async ({ connection }) => {
      const { records } = await connection.query<Record<string, string | boolean>>(
        `SELECT ApiName, IsActive, ActiveVersionId, LatestVersionId FROM FlowDefinitionView WHERE ApiName IN ('HL_Contact_Mod_Date', 'HL_Account_Mod_Date')`,
      );
      assert.equal(records.length, 2);
      for (const { ApiName, IsActive, ActiveVersionId, LatestVersionId } of records) {
        assert.equal(IsActive, true, `${String(ApiName)} is active`);
        assert.equal(ActiveVersionId, LatestVersionId, `${String(ApiName)}: the newest version`);
      }
    },
  },
  {
    id: 'insert-stamps',
    claim: 'A new contact and a new account are stamped in the transaction that creates them.',
    source: 'seeds/000, "Create the Flow": ISNEW()',
    check: async ({ connection, create }) => {
      for (const [object, values] of [
        ['Contact', { LastName: 'HL Bridge Test' }],
        ['Account', { Name: 'HL Bridge Test' }],
      ] as const) {
        const row = await read(connection, object, await create(object, values), 'CreatedDate');
        const seconds =
          (Date.parse(String(row[PACKAGE.modDate])) - Date.parse(String(row['CreatedDate']))) /
          1000;
        assert.ok(Math.abs(seconds) <= 5, `${object}: stamped ${seconds} s after it was created`);
      }
    },
  },
  {
    id: 'stamps-are-whole-seconds',
    claim: 'Stamps have no milliseconds, so many records share one.',
    source: 'observed in public orgs; the overlap of the refresh allows for either',
    check: async ({ connection, create }) => {
      const id = await create('Contact', { LastName: 'HL Bridge Test' });
      const row = await read(connection, 'Contact', id, 'SystemModstamp');
      assert.match(String(row[PACKAGE.modDate]), /\.000\+0000$/);
      assert.match(String(row['SystemModstamp']), /\.000\+0000$/);
    },
  },
  {
    id: 'watched-fields-stamp',
    claim: 'A change of each watched contact field stamps the contact; of any other field, not.',
    source: 'seeds/000, "Create the Flow"; the plan of the default worksheet',
    check: async ({ connection, plan, create, nextSecond }) => {
      const accountId = await create('Account', { Name: 'HL Bridge Test' });
      const changes: Record<string, unknown> = { ...contactChanges, AccountId: accountId };
      const watched = plan.contact.triggerFields;
      const missing = watched.filter((field) => !(field in changes));
      assert.deepEqual(missing, [], 'this suite knows another value for each watched field');
      const tried = [
        ...watched.map((field) => [field, changes[field], true] as const),
        ...Object.entries(unwatchedChanges).map(([field, value]) => [field, value, false] as const),
      ];
      const ids: string[] = [];
      while (ids.length < tried.length) {
        // A country, because with state and country picklists no state goes without.
        ids.push(
          await create('Contact', { LastName: 'HL Bridge Test', MailingCountry: 'United States' }),
        );
      }
      const stamp = async (id: string) => (await read(connection, 'Contact', id))[PACKAGE.modDate];
      const before = await Promise.all(ids.map(stamp));
      await nextSecond();
      await connection.sobject('Contact').update(
        tried.map(([field, value], i) => ({ Id: ids[i]!, [field]: value })),
        {
          allOrNone: true,
        },
      );
      const after = await Promise.all(ids.map(stamp));
      const moved = tried.map(([field], i) => [field, before[i] !== after[i]]);
      assert.deepEqual(
        moved,
        tried.map(([field, , stamps]) => [field, stamps]),
      );
    },
  },
  {
    id: 'account-change-stamps-account-only',
    claim: 'A changed account is stamped; its contacts are not, and their SystemModstamp stays.',
    source:
      'Salesforce Help, "Considerations for Designing Record-Triggered Flows": formula fields and parents fire nothing below',
    check: async ({ connection, create, nextSecond }) => {
      const accountId = await create('Account', { Name: 'HL Bridge Test' });
      const contactId = await create('Contact', {
        LastName: 'HL Bridge Test',
        AccountId: accountId,
      });
      const contact = () => read(connection, 'Contact', contactId, 'SystemModstamp');
      const account = async () => (await read(connection, 'Account', accountId))[PACKAGE.modDate];
      const before = [await contact(), await account()] as const;
      await nextSecond();
      await connection.sobject('Account').update({ Id: accountId, Phone: '(503) 555-0106' });
      assert.deepEqual(await contact(), before[0]);
      assert.notEqual(await account(), before[1]);
    },
  },
  {
    id: 'account-stamp-finds-contacts',
    claim: 'Contacts of a changed account are found by Account.HL_Mod_Date__c in one query.',
    source: 'the change query of the refresh',
    check: async ({ connection, create }) => {
      const accountId = await create('Account', { Name: 'HL Bridge Test' });
      const contactId = await create('Contact', {
        LastName: 'HL Bridge Test',
        AccountId: accountId,
      });
      const stamp = String((await read(connection, 'Account', accountId))[PACKAGE.modDate]);
      const { records } = await connection.query<{ Id: string }>(
        `SELECT Id FROM Contact WHERE Account.${PACKAGE.modDate} >= ${stamp.replace('+0000', 'Z')} AND AccountId = '${accountId}'`,
      );
      assert.deepEqual(
        records.map(({ Id }) => Id),
        [contactId],
      );
    },
  },
  {
    id: 'deleted-are-seen',
    claim: 'A deleted contact is in queryAll with IsDeleted, and its SystemModstamp has moved.',
    source: 'REST API Developer Guide, QueryAll',
    check: async ({ connection, create, nextSecond }) => {
      const id = await create('Contact', { LastName: 'HL Bridge Test' });
      const { SystemModstamp } = await read(connection, 'Contact', id, 'SystemModstamp');
      await nextSecond();
      await connection.sobject('Contact').delete(id);
      const { records } = await connection.query<Record<string, unknown>>(
        `SELECT IsDeleted, SystemModstamp FROM Contact WHERE Id = '${id}'`,
        { scanAll: true },
      );
      assert.equal(records[0]?.['IsDeleted'], true);
      assert.notEqual(records[0]['SystemModstamp'], SystemModstamp);
    },
  },
  {
    id: 'short-ids-match',
    claim: 'A filter takes Ids of 15 and of 18 characters; answers have 18.',
    source: 'SOAP API Developer Guide, ID Field Type',
    check: async ({ connection, create }) => {
      const id = await create('Contact', { LastName: 'HL Bridge Test' });
      for (const form of [id, id.slice(0, 15)]) {
        const { records } = await connection.query<{ Id: string }>(
          `SELECT Id FROM Contact WHERE Id = '${form}'`,
        );
        assert.equal(records[0]?.Id, id);
      }
    },
  },
  {
    id: 'pages-by-id',
    claim: 'Contacts can be read page by page with Id > … ORDER BY Id.',
    source: 'SOQL and SOSL Reference; the refresh resumes by Id',
    check: async ({ connection, create }) => {
      const ids = [];
      for (let i = 0; i < 3; i++) ids.push(await create('Contact', { LastName: 'HL Bridge Test' }));
      const sorted = ids.toSorted();
      const { records } = await connection.query<{ Id: string }>(
        `SELECT Id FROM Contact WHERE Id > '${sorted[0]!}' AND Id IN (${ids.map((id) => `'${id}'`).join(', ')}) ORDER BY Id LIMIT 2000`,
      );
      assert.deepEqual(
        records.map(({ Id }) => Id),
        sorted.slice(1),
      );
    },
  },
  {
    id: 'answers-tell-time-and-usage',
    claim: 'Answers carry the org’s clock and how much of the API limit is used.',
    source:
      'REST API Developer Guide, Limit Info Header; the watermark of the refresh is that clock',
    check: async ({ connection }) => {
      const query = new URLSearchParams({ q: 'SELECT COUNT() FROM Contact' });
      const url = `${connection.instanceUrl}/services/data/v${connection.getApiVersion()}/query?${query.toString()}`;
      const { headers } = await fetch(url, {
        headers: { authorization: `Bearer ${connection.accessToken!}` },
      });
      assert.match(headers.get('sforce-limit-info') ?? '', /api-usage=\d+\/\d+/);
      assert.ok(!Number.isNaN(Date.parse(headers.get('date') ?? '')));
    },
  },
  {
    id: 'sees-all-can-be-asked',
    claim: 'Whether the user has View All on Contact can be read from ObjectPermissions.',
    source: 'Object Reference, ObjectPermissions; absence counts as deletion only with View All',
    check: async ({ connection }) => {
      const { totalSize } = await connection.query(
        `SELECT Id FROM ObjectPermissions WHERE SobjectType = 'Contact' AND PermissionsViewAllRecords = true AND ParentId IN (SELECT PermissionSetId FROM PermissionSetAssignment WHERE Assignee.Username = '${connection.getUsername()!}')`,
      );
      assert.ok(totalSize > 0);
    },
  },
  {
    id: 'unknown-field',
    claim:
      'A field that is not there, or that the user cannot see, is INVALID_FIELD "No such column".',
    source: 'REST API Developer Guide, Status Codes and Error Responses',
    check: async ({ connection }) => {
      await assert.rejects(
        async () => connection.query('SELECT HL_No_Such_Field__c FROM Contact'),
        (error: Error) =>
          error.name === 'INVALID_FIELD' &&
          error.message.includes("No such column 'HL_No_Such_Field__c' on entity 'Contact'"),
      );
    },
  },
  {
    id: 'malformed-query',
    claim: 'A query that cannot be read is MALFORMED_QUERY.',
    source: 'REST API Developer Guide, Status Codes and Error Responses',
    check: async ({ connection }) => {
      await assert.rejects(
        async () => connection.query('SELECT FROM Contact'),
        (error: Error) => error.name === 'MALFORMED_QUERY',
      );
    },
  },
  {
    id: 'bare-ischanged-refused',
    claim: "The bare ISCHANGED(Email) of the guide's sample does not deploy in a flow.",
    source: 'Salesforce Help, flow formulas refer to fields as {!$Record.Email}',
    check: async ({ connection }) => {
      const problems = await rehearse(connection, bareIsChanged);
      assert.match(problems.join('\n'), /Field Email does not exist\. Check spelling\./);
    },
  },
];

async function read(connection: Connection, object: string, id: string, ...more: string[]) {
  const fields = [PACKAGE.modDate, ...more].join(', ');
  const { records } = await connection.query<Record<string, unknown>>(
    `SELECT ${fields} FROM ${object} WHERE Id = '${id}'`,
  );
  return records[0]!;
}

const bareIsChanged = `<?xml version="1.0" encoding="UTF-8"?>
<Flow xmlns="http://soap.sforce.com/2006/04/metadata">
    <apiVersion>66.0</apiVersion>
    <label>HL Bridge Test</label>
    <processType>AutoLaunchedFlow</processType>
    <recordUpdates>
        <name>Set</name><label>Set</label><locationX>0</locationX><locationY>0</locationY>
        <inputAssignments>
            <field>Department</field><value><stringValue>x</stringValue></value>
        </inputAssignments>
        <inputReference>$Record</inputReference>
    </recordUpdates>
    <start>
        <locationX>0</locationX><locationY>0</locationY>
        <connector><targetReference>Set</targetReference></connector>
        <filterFormula>ISCHANGED(Email)</filterFormula>
        <object>Contact</object>
        <recordTriggerType>Update</recordTriggerType>
        <triggerType>RecordAfterSave</triggerType>
    </start>
    <status>Active</status>
</Flow>`;

/** Deploys one flow with checkOnly. @returns the problems. */
async function rehearse(connection: Connection, flow: string): Promise<string[]> {
  const manifest =
    '<Package xmlns="http://soap.sforce.com/2006/04/metadata"><types><members>HL_Bridge_Test</members><name>Flow</name></types><version>66.0</version></Package>';
  const zip = zipSync({
    'package.xml': strToU8(manifest),
    'flows/HL_Bridge_Test.flow': strToU8(flow),
  });
  const { details } = await connection.metadata
    .deploy(Buffer.from(zip), { checkOnly: true, rollbackOnError: true, singlePackage: true })
    .complete(true);
  return [details.componentFailures].flat().map(({ problem }) => problem ?? '');
}
