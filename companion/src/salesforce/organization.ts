import type { Connection } from '@salesforce/core';
import { HlError } from '../errors.ts';
import { toLongId } from './ids.ts';

/** A session's token starts with the Id of the org that gave it, unless it is a JWT. */
const TOKEN = /^(00D[a-zA-Z0-9]{12})[a-zA-Z0-9]{0,3}!/;
const ORGANIZATION_ID = /^00D[a-zA-Z0-9]{12}([a-zA-Z0-9]{3})?$/;

/**
 * The Id of the org that a session belongs to, 18 characters, without an API
 * call. The token goes before what `sf` wrote down at the login: a sandbox that
 * was refreshed is another org under the same login.
 *
 * @throws HlError 'OrgUnknown' if neither tells
 */
export function organizationOf(
  connection: Pick<Connection, 'accessToken' | 'getAuthInfoFields'>,
): string {
  const fromToken = TOKEN.exec(connection.accessToken ?? '')?.[1];
  const id = fromToken ?? connection.getAuthInfoFields().orgId ?? '';
  if (!ORGANIZATION_ID.test(id)) {
    throw new HlError('OrgUnknown', 'The login does not say to which Salesforce org it belongs.', {
      actions: ['Log in again: `sf org login web`, or `sf org login jwt`.'],
    });
  }
  return toLongId(id.slice(0, 15));
}
