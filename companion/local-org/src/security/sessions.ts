import { randomBytes, scryptSync, timingSafeEqual } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';

/** Who is logged in: access tokens and the users behind them. */
export class Sessions {
  readonly #orgId: string;
  readonly #users = new Map<string, string>();

  constructor(orgId: string) {
    this.#orgId = orgId;
  }

  /** Opens a session. The token has the platform's form: org Id, `!`, secret. */
  open(userId: string): string {
    const secret = randomBytes(60).toString('base64url').replaceAll(/[-_]/g, '.');
    const token = `${this.#orgId.slice(0, 15)}!AQ${secret}`;
    this.#users.set(token, userId);
    return token;
  }

  userOf(token: string): string | undefined {
    return this.#users.get(token);
  }

  revoke(token: string): void {
    this.#users.delete(token);
  }
}

export interface Credential {
  readonly password: string;
  readonly securityToken: string;
}

/** Gives a user a password and a new security token. */
export function setPassword(db: DatabaseSync, userId: string, password: string): Credential {
  const salt = randomBytes(16).toString('hex');
  const securityToken = randomBytes(18).toString('base64url').replaceAll(/[-_]/g, 'x');
  db.prepare('INSERT OR REPLACE INTO _credential VALUES (?, ?, ?, ?)').run(
    userId,
    salt,
    hash(password, salt),
    securityToken,
  );
  return { password, securityToken };
}

/** Whether that is the user's password followed by the user's security token. */
export function passwordMatches(db: DatabaseSync, userId: string, given: string): boolean {
  const row = db.prepare('SELECT * FROM _credential WHERE user_id = ?').get(userId);
  const token = row?.['security_token'] as string | undefined;
  if (!row || !token || !given.endsWith(token)) return false;
  const password = given.slice(0, -token.length);
  return timingSafeEqual(
    Buffer.from(hash(password, row['salt'] as string)),
    Buffer.from(row['password_hash'] as string),
  );
}

function hash(password: string, salt: string): string {
  return scryptSync(password, salt, 32).toString('hex');
}
