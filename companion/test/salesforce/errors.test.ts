import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HlError } from '../../src/errors.ts';
import { loginError } from '../../src/salesforce/errors.ts';

const cases: [name: string | undefined, error: unknown][] = [
  // As the SOAP login, the OAuth endpoints, @salesforce/core and jsforce say it.
  [
    'LoginRefused',
    new Error('INVALID_LOGIN: Invalid username, password, security token; or user locked out.'),
  ],
  [
    'LoginRefused',
    Object.assign(new Error('expired access/refresh token'), { name: 'invalid_grant' }),
  ],
  [
    'LoginRefused',
    new Error(
      'Unable to refresh session due to: Error authenticating with JWT.\nErrors encountered:\nuser is inactive',
    ),
  ],
  ['SessionExpired', new Error('Session expired or invalid')],
  ['SessionExpired', new Error('INVALID_SESSION_ID: Invalid Session ID found in SessionHeader')],
  [undefined, new Error('fetch failed')],
  [undefined, new HlError('RefreshHalted', 'INVALID_LOGIN is no part of this')],
  [undefined, 'INVALID_LOGIN'],
];

for (const [name, error] of cases) {
  test(`${String(error).slice(0, 60)} is ${name ?? 'left as it is'}`, () => {
    const explained = loginError(error);
    assert.equal(explained?.name, name);
    if (name !== undefined) assert.notDeepEqual(explained?.actions, []);
  });
}
