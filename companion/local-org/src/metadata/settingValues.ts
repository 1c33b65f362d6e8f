import type { DatabaseSync } from 'node:sqlite';
import type { SecurityPolicy } from '../security/policy.ts';

/** What deployed settings have changed of an org. */
export interface DeployedSettings {
  readonly security: Partial<SecurityPolicy>;
  readonly deployFlowsAsActive?: boolean;
}

export function deployedSettings(db: DatabaseSync): DeployedSettings {
  const rows = db.prepare('SELECT name, value FROM _setting').all();
  const stored = rows.map(({ name, value }) => [name, JSON.parse(value as string) as unknown]);
  return { security: {}, ...(Object.fromEntries(stored) as Partial<DeployedSettings>) };
}

/** Replaces one of them. */
export function storeSetting<Name extends keyof DeployedSettings>(
  db: DatabaseSync,
  name: Name,
  value: DeployedSettings[Name],
): void {
  db.prepare('INSERT OR REPLACE INTO _setting VALUES (?, ?)').run(name, JSON.stringify(value));
}
