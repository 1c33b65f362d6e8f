import { SalesforceError } from '../errors.ts';
import { CLOSED, HIGH } from '../schema/standard/task.ts';
import type { SObject, Value, Values } from '../schema/types.ts';
import {
  addMemberStatuses,
  isMember,
  refuseDeletingStatus,
  settleMember,
  settleStatus,
} from './campaigns.ts';
import {
  insertPersonContact,
  preparePerson,
  refusePersonContact,
  settlePerson,
  updatePersonContact,
} from './personAccounts.ts';
import { assignGroup, isAssigned } from './permissionSetAssignments.ts';
import type { Transaction } from './transaction.ts';

/** What the platform itself does about records of one object. */
interface StandardBehaviour {
  /** Decides what the record is, before anything else happens to it. */
  readonly prepare?: (tx: Transaction, record: Values, prior: Values | undefined) => void;
  /** Fills fields that follow from others. */
  readonly settle?: (tx: Transaction, record: Values, prior: Values | undefined) => void;
  /** Whether there is such a record already; its message if so. */
  readonly isTwin?: (tx: Transaction, record: Values) => boolean;
  readonly twinMessage?: (record: Values) => string;
  readonly inserted?: (tx: Transaction, id: string) => void;
  readonly updated?: (tx: Transaction, id: string) => void;
  /** @throws {SalesforceError} when the record must stay. */
  readonly refuseDeletion?: (tx: Transaction, record: Values) => void;
}

const behaviours: Readonly<Record<string, StandardBehaviour>> = {
  Account: {
    prepare: preparePerson,
    settle: settlePerson,
    inserted: insertPersonContact,
    updated: updatePersonContact,
  },
  Campaign: { inserted: addMemberStatuses },
  CampaignMember: {
    settle: settleMember,
    isTwin: isMember,
    twinMessage: () => 'Already a campaign member.',
  },
  CampaignMemberStatus: { settle: settleStatus, refuseDeletion: refuseDeletingStatus },
  Contact: {
    prepare: (tx, record, prior) => {
      refusePersonContact(tx, record, prior ?? {});
    },
    settle: nameFromParts,
    refuseDeletion: (tx, record) => {
      refusePersonContact(tx, record);
    },
  },
  PermissionSetAssignment: {
    prepare: assignGroup,
    isTwin: isAssigned,
    // Clients know an assignment that is there already by these words.
    twinMessage: ({ AssigneeId, PermissionSetId }) =>
      `Duplicate PermissionSetAssignment. Assignee: ${String(AssigneeId)}; Permission Set: ${String(PermissionSetId)}`,
  },
  Task: { settle: settleTask },
  User: { settle: nameFromParts },
};

export function prepare(
  tx: Transaction,
  { name }: SObject,
  record: Values,
  prior: Values | undefined,
): void {
  behaviours[name]?.prepare?.(tx, record, prior);
}

export function settleFields(
  tx: Transaction,
  { name }: SObject,
  record: Values,
  prior: Values | undefined,
): void {
  behaviours[name]?.settle?.(tx, record, prior);
}

/** Whether saving the record would make a second of what there can be one of. */
export function isTwin(tx: Transaction, { name }: SObject, record: Values): boolean {
  return behaviours[name]?.isTwin?.(tx, record) ?? false;
}

/** @throws {SalesforceError} DUPLICATE_VALUE */
export function refuseTwin(tx: Transaction, object: SObject, record: Values): void {
  if (!isTwin(tx, object, record)) return;
  throw new SalesforceError('DUPLICATE_VALUE', behaviours[object.name]!.twinMessage!(record), {
    fields: [],
  });
}

export function afterInsert(tx: Transaction, { name }: SObject, id: string): void {
  behaviours[name]?.inserted?.(tx, id);
}

export function afterUpdate(tx: Transaction, { name }: SObject, id: string): void {
  behaviours[name]?.updated?.(tx, id);
}

export function refuseDeletion(tx: Transaction, { name }: SObject, record: Values): void {
  behaviours[name]?.refuseDeletion?.(tx, record);
}

/** People have a Name that the platform makes of its parts. */
function nameFromParts(_tx: Transaction, record: Values): void {
  record['Name'] = [record['FirstName'], record['LastName']].filter(Boolean).join(' ');
}

/** (Object Reference, Task: "IsClosed", "IsHighPriority", "CompletedDateTime", "AccountId") */
function settleTask(tx: Transaction, record: Values, prior: Values | undefined): void {
  const isClosed = record['Status'] === CLOSED;
  record['IsClosed'] = isClosed;
  record['IsHighPriority'] = record['Priority'] === HIGH;
  if (isClosed !== (prior?.['IsClosed'] ?? false)) {
    record['CompletedDateTime'] = isClosed ? tx.dateTime : null;
  }
  record['AccountId'] = accountOf(tx, record);
}

function accountOf({ org }: Transaction, { WhatId, WhoId }: Values): Value {
  const [account, contact] = ['Account', 'Contact'].map((name) => org.schema.object(name)!);
  if (typeof WhatId === 'string' && WhatId.startsWith(account!.keyPrefix)) return WhatId;
  const who = typeof WhoId === 'string' ? org.rows.get(contact!, WhoId) : undefined;
  return who?.['AccountId'] ?? null;
}
