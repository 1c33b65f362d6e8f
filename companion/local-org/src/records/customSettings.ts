import type { SObject, Values } from '../schema/types.ts';
import type { Transaction } from './transaction.ts';

/**
 * Whom a new record of a custom setting is for: a list has one owner, the org, and so has a
 * hierarchy's record for which nobody else is named. (Help, "Custom Settings")
 */
export function setSetupOwner(tx: Transaction, { configuration }: SObject, record: Values): void {
  if (configuration !== 'HierarchySetting' && configuration !== 'ListSetting') return;
  record['SetupOwnerId'] ??= tx.org.organization()['Id']!;
}
