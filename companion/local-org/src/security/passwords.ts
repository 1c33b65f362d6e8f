import { randomBytes, scryptSync, timingSafeEqual } from 'node:crypto';
import { toDateTime } from '../clock.ts';
import { SalesforceError } from '../errors.ts';
import type { Org } from '../org.ts';
import type { Access } from '../schema/types.ts';
import type { PasswordComplexity } from './policy.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

export interface Credential {
  readonly password: string;
  readonly securityToken: string;
}

/** Gives a user a password and a new security token, and unlocks the user. */
export function setPassword(org: Org, userId: string, password: string): Credential {
  const salt = randomBytes(16).toString('hex');
  const securityToken = randomBytes(18).toString('base64url').replaceAll(/[-_]/g, 'x');
  org.db
    .prepare('INSERT OR REPLACE INTO _password VALUES (?, ?, ?, ?, ?, 0, NULL)')
    .run(userId, salt, hash(password, salt), securityToken, org.clock.now().getTime());
  org.rows.update(org.schema.object('User')!, userId, {
    LastPasswordChangeDate: toDateTime(org.clock.now()),
  });
  setLocked(org, userId, false);
  return { password, securityToken };
}

/**
 * What the SOAP call `setPassword` and the REST resource `User/ID/password` do.
 * @throws {SalesforceError} INSUFFICIENT_ACCESS_OR_READONLY, INVALID_NEW_PASSWORD.
 */
export function changePassword(org: Org, access: Access, userId: string, password: unknown): void {
  if (userId !== access.userId && !access.canEdit(org.schema.object('User')!)) {
    throw new SalesforceError(
      'INSUFFICIENT_ACCESS_OR_READONLY',
      'insufficient access rights on object id',
      { status: 403 },
    );
  }
  const { minimumPasswordLength: length, passwordComplexity } = org.policy;
  const { is, words } = COMPLEXITIES[passwordComplexity];
  if (typeof password !== 'string' || password.length < length || !is(password)) {
    throw new SalesforceError(
      'INVALID_NEW_PASSWORD',
      `Your password must be at least ${length} characters long${words && ` and have a mix of ${words}`}`,
    );
  }
  setPassword(org, userId, password);
}

const has = (password: string, ...kinds: readonly RegExp[]) =>
  kinds.filter((kind) => kind.test(password)).length;
const [UPPER, LOWER, DIGIT, SPECIAL, LETTER] = [
  /[A-Z]/,
  /[a-z]/,
  /\d/,
  /[!#$%\-_=+<>]/,
  /[A-Za-z]/,
] as const;

/** What each complexity asks of a password, and how the refusal calls it. (Help, "Set Password Policies") */
const COMPLEXITIES: Readonly<
  Record<PasswordComplexity, { is: (password: string) => boolean; words: string }>
> = {
  NoRestriction: { is: () => true, words: '' },
  AlphaNumeric: { is: (one) => has(one, LETTER, DIGIT) === 2, words: 'letters and numbers' },
  SpecialCharacters: {
    is: (one) => has(one, LETTER, DIGIT, SPECIAL) === 3,
    words: 'letters, numbers and special characters',
  },
  UpperLowerCaseNumeric: {
    is: (one) => has(one, UPPER, LOWER, DIGIT) === 3,
    words: 'numbers and uppercase and lowercase letters',
  },
  UpperLowerCaseNumericSpecialCharacters: {
    is: (one) => has(one, UPPER, LOWER, DIGIT, SPECIAL) === 4,
    words: 'numbers, uppercase and lowercase letters, and special characters',
  },
  Any3UpperLowerCaseNumericSpecialCharacters: {
    is: (one) => has(one, UPPER, LOWER, DIGIT, SPECIAL) >= 3,
    words: 'any 3 of numbers, uppercase letters, lowercase letters and special characters',
  },
};

/** Whether what a user typed is the password with the security token behind it. */
export type PasswordVerdict = 'right' | 'wrong' | 'token missing';

export function checkPassword(org: Org, userId: string, given: string): PasswordVerdict {
  const row = stored(org, userId);
  if (!row) return 'wrong';
  const matches = (password: string) =>
    timingSafeEqual(
      Buffer.from(hash(password, row['salt'] as string)),
      Buffer.from(row['password_hash'] as string),
    );
  const token = row['security_token'] as string;
  if (given.endsWith(token)) return matches(given.slice(0, -token.length)) ? 'right' : 'wrong';
  return matches(given) ? 'token missing' : 'wrong';
}

export function isPasswordExpired(org: Org, userId: string): boolean {
  const { passwordExpirationDays } = org.policy;
  const setAt = stored(org, userId)?.['set_at'] as number | undefined;
  if (passwordExpirationDays === 0 || setAt === undefined) return false;
  if (org.accessOf(userId).hasUserPermission('PasswordNeverExpires')) return false;
  return org.clock.now().getTime() - setAt >= passwordExpirationDays * DAY_MS;
}

/** Counts a wrong password; enough of them in a row lock the user. */
export function countFailure(org: Org, userId: string): void {
  const { maxLoginAttempts } = org.policy;
  const failures = ((stored(org, userId)?.['failures'] as number | undefined) ?? 0) + 1;
  const locks = maxLoginAttempts > 0 && failures >= maxLoginAttempts;
  org.db
    .prepare('UPDATE _password SET failures = ?, locked_at = ? WHERE user_id = ?')
    .run(locks ? 0 : failures, locks ? org.clock.now().getTime() : null, userId);
  if (locks) setLocked(org, userId, true);
}

export function forgetFailures(org: Org, userId: string): void {
  org.db
    .prepare('UPDATE _password SET failures = 0, locked_at = NULL WHERE user_id = ?')
    .run(userId);
}

/** A lock goes when an admin takes it off, or with time. */
export function isLocked(org: Org, userId: string): boolean {
  if (userLogin(org, userId)?.['IsPasswordLocked'] !== true) return false;
  const lockedAt = stored(org, userId)?.['locked_at'] as number | null | undefined;
  const since = org.clock.now().getTime() - (lockedAt ?? Infinity);
  if (since < org.policy.lockoutMinutes * 60_000) return true;
  setLocked(org, userId, false);
  return false;
}

export function isFrozen(org: Org, userId: string): boolean {
  return userLogin(org, userId)?.['IsFrozen'] === true;
}

function setLocked(org: Org, userId: string, locked: boolean): void {
  const id = userLogin(org, userId)?.['Id'] as string | undefined;
  if (id === undefined) return;
  org.rows.update(org.schema.object('UserLogin')!, id, { IsPasswordLocked: locked });
}

function userLogin(org: Org, userId: string) {
  return org.rows.find(org.schema.object('UserLogin')!, { UserId: userId })[0];
}

function stored(org: Org, userId: string) {
  return org.db.prepare('SELECT * FROM _password WHERE user_id = ?').get(userId);
}

function hash(password: string, salt: string): string {
  return scryptSync(password, salt, 32).toString('hex');
}
