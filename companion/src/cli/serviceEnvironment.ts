import { isAddress } from '../community/community.ts';
import { HlError } from '../errors.ts';
import { KEY_VARIABLE } from '../jobs/push.ts';

/** The one place that the token for `POST /refresh` comes from. */
const TOKEN_VARIABLE = 'HL_SERVICE_TOKEN';

/** Less can be guessed. */
const SHORTEST_TOKEN = 32;

/**
 * @returns undefined where none is set
 * @throws HlError 'ServiceTokenTooShort'
 */
export function readServiceToken(): string | undefined {
  const token = process.env[TOKEN_VARIABLE]?.trim() ?? '';
  if (token === '') return undefined;
  if (token.length < SHORTEST_TOKEN) {
    throw new HlError(
      'ServiceTokenTooShort',
      `${TOKEN_VARIABLE} has ${token.length} characters; ${SHORTEST_TOKEN} are the least.`,
      { actions: [`Make one: node -p "crypto.randomBytes(32).toString('hex')"`] },
    );
  }
  return token;
}

/**
 * What no log may show of the environment and of the store's address.
 *
 * @param database the location of the store
 */
export function readSecrets(database: string): string[] {
  const { [TOKEN_VARIABLE]: token, [KEY_VARIABLE]: apiKey, PGPASSWORD: password } = process.env;
  const inAddress = isAddress(database) ? (URL.parse(database)?.password ?? '') : '';
  return [token, apiKey, password, inAddress, decodeURIComponent(inAddress)]
    .map((secret) => secret?.trim() ?? '')
    .filter((secret) => secret !== '');
}
