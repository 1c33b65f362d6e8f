import type { Org } from '../org.ts';
import type { SObject, Values } from '../schema/types.ts';

/** Who gets the messages of an e-mail alert. */
export interface RecipientKind {
  /** The element that names the recipient, and what it names; none where the record tells. */
  readonly namedBy?: {
    readonly element: 'field' | 'recipient';
    readonly type: 'CustomField' | 'Group' | 'User';
  };
  readonly exists: (org: Org, object: SObject, name: string) => boolean;
  /** Addresses; without any where nobody is meant. */
  readonly addresses: (org: Org, record: Values, name: string) => string[];
}

/** A field of the record that the recipient is read from. */
const byField = (
  suits: (object: SObject, field: string) => boolean,
  addresses: (org: Org, value: unknown) => string[],
): RecipientKind => ({
  namedBy: { element: 'field', type: 'CustomField' },
  exists: (_org, object, name) => suits(object, name),
  addresses: (org, record, name) => {
    const field = Object.keys(record).find((key) => key.toLowerCase() === name.toLowerCase());
    return addresses(org, field === undefined ? null : record[field]);
  },
});
const pointsAt =
  (target: string) =>
  (object: SObject, field: string): boolean =>
    object.fields.get(field.toLowerCase())?.referenceTo.includes(target) ?? false;
const always = (): boolean => true;

/** By `WorkflowEmailRecipient.type`; other types are refused. (Metadata API Developer Guide, "Workflow") */
export const recipientKinds: Readonly<Record<string, RecipientKind>> = {
  contactLookup: byField(pointsAt('Contact'), (org, id) => addressOf(org, 'Contact', id)),
  creator: { exists: always, addresses: (org, { CreatedById }) => addressOfUser(org, CreatedById) },
  email: byField(
    (object, field) => object.fields.get(field.toLowerCase())?.type === 'email',
    (_org, address) => (typeof address === 'string' ? [address] : []),
  ),
  group: {
    namedBy: { element: 'recipient', type: 'Group' },
    exists: (org, _object, name) => groupNamed(org, name) !== undefined,
    addresses: (org, _record, name) => {
      const group = groupNamed(org, name);
      return group ? addressesOfGroup(org, group['Id'] as string) : [];
    },
  },
  owner: { exists: always, addresses: (org, { OwnerId }) => addressOfUser(org, OwnerId) },
  user: {
    namedBy: { element: 'recipient', type: 'User' },
    exists: (org, _object, name) => userNamed(org, name) !== undefined,
    addresses: (org, _record, name) => addressOfUser(org, userNamed(org, name)?.['Id']),
  },
  userLookup: byField(pointsAt('User'), addressOfUser),
};

const groupNamed = ({ rows, schema }: Org, name: string): Values | undefined =>
  rows.find(schema.object('Group')!, { DeveloperName: name, Type: 'Regular' })[0];
const userNamed = ({ rows, schema }: Org, name: string): Values | undefined =>
  rows.find(schema.object('User')!, { Username: name })[0];

function addressOf({ rows, schema }: Org, object: string, id: unknown): string[] {
  const found = typeof id === 'string' ? rows.get(schema.object(object)!, id) : undefined;
  const isGone = found?.['IsDeleted'] === true || found?.['IsActive'] === false;
  const address = isGone ? undefined : found?.['Email'];
  return typeof address === 'string' ? [address] : [];
}

function addressOfUser(org: Org, id: unknown): string[] {
  return addressOf(org, 'User', id);
}

/** All users in a group, also by way of groups in it. */
function addressesOfGroup(org: Org, id: string, seen = new Set<string>()): string[] {
  if (seen.has(id)) return [];
  seen.add(id);
  const { rows, schema } = org;
  const members = rows.find(schema.object('GroupMember')!, { GroupId: id });
  const { keyPrefix } = schema.object('Group')!;
  return members.flatMap(({ UserOrGroupId }) => {
    const member = UserOrGroupId as string;
    return member.startsWith(keyPrefix)
      ? addressesOfGroup(org, member, seen)
      : addressOfUser(org, member);
  });
}

/** Address of a contact or a user by its Id; without one for any other record. */
export function addressOfPerson(org: Org, id: string): string[] {
  return ['Contact', 'User']
    .filter((name) => id.startsWith(org.schema.object(name)!.keyPrefix))
    .flatMap((name) => addressOf(org, name, id));
}
