import type { LocalOrg } from 'salesforce-local-org';
import type { Connection } from 'jsforce';
import {
  assignPermissionSet,
  connect,
  deploy,
  metadataFile,
  permissionSet,
} from '../../local-org/test/support.ts';

/*
 * An association in a local org on which every rule of membership has something
 * to do: for tests over the real API, and for the benchmarks.
 */

const VALUES = {
  Level: ['Gold', 'Silver', 'Bronze', 'Student'],
  Topics: ['Law', 'Energy', 'Data'],
};

/** A worksheet that uses all of it. */
export const ASSOCIATION_WORKSHEET = `
expiration: { field: HL_Expires__c, timeZone: America/New_York }
profile:
  FirstName: FirstName
  LastName: LastName
  EmailAddress: Email
  Title: Title
  Phone1: Phone
  Address1: MailingStreet
  City: MailingCity
  State: MailingState
  PostalCode: MailingPostalCode
  Country: MailingCountry
  CompanyName: Account.Name
  Age: Account.NumberOfEmployees
demographics:
  - { checkboxes: [HL_Board__c, HL_Speaker__c], label: Roles }
  - { picklist: HL_Level__c }
  - { multipick: HL_Topics__c }
communityGroups: { fields: [HL_Board__c, HL_Topics__c], campaigns: true }
securityGroups:
  fields: [HL_Level__c]
  staff: { emailDomains: [staff.example] }
  limitTo: [Gold, Silver, Bronze]
`;

/** Fields of the association, which the package does not bring. */
export async function deployAssociation(org: LocalOrg): Promise<void> {
  const connection = connect(org);
  const fields = ['HL_Level__c', 'HL_Topics__c', 'HL_Board__c', 'HL_Speaker__c', 'HL_Expires__c'];
  const { success, problems } = await deploy(
    connection,
    { CustomField: fields.map((field) => `Contact.${field}`), PermissionSet: ['Association'] },
    {
      'objects/Contact.object': metadataFile(
        'CustomObject',
        [
          picklist('HL_Level__c', 'Picklist', VALUES.Level),
          picklist(
            'HL_Topics__c',
            'MultiselectPicklist',
            VALUES.Topics,
            '<visibleLines>4</visibleLines>',
          ),
          field('HL_Board__c', 'Checkbox', '<defaultValue>false</defaultValue>'),
          field('HL_Speaker__c', 'Checkbox', '<defaultValue>false</defaultValue>'),
          field('HL_Expires__c', 'Date'),
        ].join(''),
      ),
      'permissionsets/Association.permissionset': permissionSet(
        'Association',
        fields.map((name) => `Contact.${name}`),
      ),
    },
  );
  if (!success) throw new Error(JSON.stringify(problems));
  await assignPermissionSet(connection, 'Association', org.username);
}

/** What tells one eighth of the contacts from another; the last one is not eligible. */
const KINDS = [0, 1, 2, 3, 4, 5, 6, 7].map((n) => ({
  HL_IsActive__c: n !== 7,
  HL_Level__c: VALUES.Level[n % 3]!,
  HL_Topics__c: VALUES.Topics.slice(0, n % 4).join(';') || null,
  HL_Board__c: n % 2 === 0,
  HL_Speaker__c: n % 3 === 0,
  HL_Expires__c: n === 6 ? null : '2999-12-31',
}));

/** Loads so many contacts, each in one of three campaigns or, of every fourth, in none. */
export async function loadAssociation(org: LocalOrg, contacts: number): Promise<void> {
  const part = Math.floor(contacts / KINDS.length);
  KINDS.forEach((contactValues, index) => {
    const count = index === 0 ? contacts - part * (KINDS.length - 1) : part;
    org.loadSampleData({ contacts: count, accounts: Math.ceil(count / 10), contactValues });
  });
  const connection = connect(org);
  const campaigns: string[] = [];
  for (const [Name, EndDate] of [
    ['Gala', null],
    ['Forum', '2999-06-30'],
    ['Webinar', null],
  ] as const) {
    const { id } = await connection.sobject('Campaign').create({ Name, EndDate, IsActive: true });
    campaigns.push(id!);
  }
  await addCampaignMembers(connection, campaigns);
}

/** Gives every contact another title, as a data load does it. */
export async function changeTitles(connection: Connection, title: string): Promise<void> {
  for await (const ids of idsOfContacts(connection)) {
    const input = ids.map((Id) => ({ Id, Title: title }));
    await load(connection, 'Contact', 'update', input);
  }
}

async function addCampaignMembers(
  connection: Connection,
  campaigns: readonly string[],
): Promise<void> {
  let number = 0;
  for await (const ids of idsOfContacts(connection)) {
    const input = ids
      .map((ContactId) => ({ ContactId, CampaignId: campaigns[number++ % 4], Status: 'Sent' }))
      .filter(({ CampaignId }) => CampaignId !== undefined);
    await load(connection, 'CampaignMember', 'insert', input);
  }
}

async function* idsOfContacts(connection: Connection): AsyncGenerator<string[]> {
  for (let last = '000000000000000AAA'; ;) {
    const { records } = await connection.query<{ Id: string }>(
      `SELECT Id FROM Contact WHERE Id > '${last}' ORDER BY Id LIMIT 20000`,
      { autoFetch: true, maxFetch: 20_000 },
    );
    const ids = records.map(({ Id }) => Id);
    if (ids.length === 0) return;
    yield ids;
    last = ids.at(-1)!;
  }
}

async function load(
  connection: Connection,
  object: string,
  operation: 'insert' | 'update',
  input: Record<string, string | undefined>[],
): Promise<void> {
  connection.bulk2.pollInterval = 200;
  connection.bulk2.pollTimeout = 600_000;
  const results = await connection.bulk2.loadAndWaitForResults({ object, operation, input });
  if (results.failedResults.length > 0) throw new Error(JSON.stringify(results.failedResults[0]));
}

function field(name: string, type: string, more = ''): string {
  const label = name.replace(/^HL_|__c$/g, '');
  return `<fields><fullName>${name}</fullName><label>${label}</label>${more}<type>${type}</type></fields>`;
}

function picklist(name: string, type: string, values: readonly string[], more = ''): string {
  const options = values.map(
    (value) =>
      `<value><fullName>${value}</fullName><default>false</default><label>${value}</label></value>`,
  );
  const set = `<valueSet><restricted>true</restricted><valueSetDefinition><sorted>false</sorted>${options.join('')}</valueSetDefinition></valueSet>`;
  return field(name, type, set + more);
}
