import { toDateTime } from '../clock.ts';
import type { Org } from '../org.ts';
import type { Values } from '../schema/types.ts';
import type { Component } from './components.ts';
import { checkElement } from './elements.ts';
import type { ElementSpec } from './elements.ts';
import { failOn } from './results.ts';
import { putComponent, removeComponent } from './store.ts';
import type { Deployed } from './store.ts';
import { typeHolding } from './types.ts';
import { childrenOf, textOf } from './xml.ts';

/** Who is a member is no matter of metadata but of the org. */
const specs: Readonly<Record<string, ElementSpec>> = {
  Group: {
    type: 'Group',
    required: { name: 'text' },
    optional: { description: 'text', doesIncludeBosses: 'boolean' },
  },
  Queue: {
    type: 'Queue',
    required: { name: 'text' },
    optional: {
      doesSendEmailToMembers: 'boolean',
      email: 'text',
      queueSobject: [{ type: 'QueueSobject', required: { sobjectType: 'text' } }],
    },
  },
};
/** `Group.Type` by the type of metadata. */
const groupTypes: Readonly<Record<string, string>> = { Group: 'Regular', Queue: 'Queue' };

/** Deploys a public group or a queue. Its members stay who they are. */
export function deployGroup(
  { type, fullName, root, source }: Component,
  org: Org,
  now: Date,
): Deployed {
  failOn(checkElement(root, specs[type]!));
  const sobjects = childrenOf(root, 'queueSobject').map((one) => textOf(one, 'sobjectType')!);
  failOn(
    childrenOf(root, 'queueSobject')
      .filter((one) => !org.schema.object(textOf(one, 'sobjectType')!))
      .map((one) => ({
        message: `In field: sobjectType - no CustomObject named ${textOf(one, 'sobjectType')!} found`,
        line: one.line,
        column: one.column,
      })),
  );
  const { rows, schema } = org;
  const groups = schema.object('Group')!;
  const at = toDateTime(now);
  const audit = { LastModifiedDate: at, SystemModstamp: at };
  const values: Values = {
    Name: textOf(root, 'name')!,
    Description: textOf(root, 'description') ?? null,
    Email: textOf(root, 'email') ?? null,
    DoesIncludeBosses: textOf(root, 'doesIncludeBosses') === 'true',
    DoesSendEmailToMembers: textOf(root, 'doesSendEmailToMembers') === 'true',
    ...audit,
  };
  const identity = { DeveloperName: fullName, Type: groupTypes[type]! };
  const [known] = rows.find(groups, identity);
  const id =
    (known?.['Id'] as string | undefined) ??
    rows.insert(groups, { ...identity, ...values, CreatedDate: at });
  if (known) rows.update(groups, id, values);

  const queueSobject = schema.object('QueueSobject')!;
  for (const row of rows.find(queueSobject, { QueueId: id })) {
    rows.remove(queueSobject, row['Id'] as string);
  }
  for (const sobject of sobjects) {
    rows.insert(queueSobject, {
      QueueId: id,
      SobjectType: schema.object(sobject)!.name,
      CreatedDate: at,
      ...audit,
    });
  }
  const { keyPrefix } = typeHolding(type)!;
  return putComponent(org.db, { type, fullName, content: source, keyPrefix, id }, now);
}

/**
 * Removes a group or queue with its memberships.
 * @returns false when there is none of that name
 */
export function removeGroup(org: Org, type: 'Group' | 'Queue', fullName: string): boolean {
  const { db, rows, schema } = org;
  const groups = schema.object('Group')!;
  const [group] = rows.find(groups, { DeveloperName: fullName, Type: groupTypes[type]! });
  if (!group) return false;
  const id = group['Id'] as string;
  const memberships = [
    ['GroupMember', 'GroupId'],
    ['GroupMember', 'UserOrGroupId'],
    ['QueueSobject', 'QueueId'],
  ] as const;
  for (const [object, field] of memberships) {
    const table = schema.object(object)!;
    for (const row of rows.find(table, { [field]: id })) rows.remove(table, row['Id'] as string);
  }
  rows.remove(groups, id);
  removeComponent(db, type, fullName);
  return true;
}
