import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where the private key for logging in to an org is kept: out of every project. */
export function defaultKeyFile(orgId: string): string {
  return join(homedir(), '.hl', `${orgId}.key`);
}
