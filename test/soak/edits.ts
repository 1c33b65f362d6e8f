import type { Connection } from 'jsforce';

interface Contact {
  readonly Id: string;
  readonly HL_IsActive__c: boolean;
}

/**
 * A few people of the association change, come and go; the campaigns of one, too.
 *
 * @returns the Ids of the contacts that this is about
 */
export async function editAssociation(connection: Connection): Promise<ReadonlySet<string>> {
  const { records: contacts } = await connection.query<Contact>(
    'SELECT Id, HL_IsActive__c FROM Contact LIMIT 1000',
  );
  const pick = () => contacts[Math.floor(Math.random() * contacts.length)]!;
  const some = Array.from({ length: 5 }, pick);
  for (const { Id, HL_IsActive__c: active } of new Set(some)) {
    await connection.sobject('Contact').update({
      Id,
      HL_IsActive__c: Math.random() < 0.5 ? active : !active,
      Title: `Title ${Math.random()}`,
    });
  }
  const gone = pick().Id;
  await connection.sobject('Contact').destroy(gone);
  const { records: members } = await connection.query<{ Id: string; ContactId: string }>(
    'SELECT Id, ContactId FROM CampaignMember LIMIT 200',
  );
  const left = members.at(-1)!;
  await connection.sobject('CampaignMember').destroy(left.Id);
  const { id: come } = await connection.sobject('Contact').create({
    LastName: `New ${Math.random()}`,
    HL_IsActive__c: true,
    HL_Level__c: 'Gold',
  });
  return new Set([...some.map(({ Id }) => Id), gone, left.ContactId, come!]);
}
