import { randomBytes } from 'node:crypto';
import type { Clock } from '../clock.ts';

/** How a session came about. */
export interface SessionOrigin {
  readonly userId: string;
  /** Logged in with a password: the session is of little use once that has expired. */
  readonly byPassword?: boolean;
  /** The refresh token whose revocation ends the session, too. */
  readonly refreshToken?: string;
  /** False where the app has no OAuth scope for the APIs. Default: true. */
  readonly opensApi?: boolean;
  /** Default: the org's. */
  readonly timeoutMinutes?: number;
}

interface OpenSession extends SessionOrigin {
  expires: number;
}

/** Who is logged in: access tokens and the users behind them. */
export class Sessions {
  readonly #orgId: string;
  readonly #clock: Clock;
  readonly #timeoutMinutes: () => number;
  readonly #open = new Map<string, OpenSession>();

  /** @param timeoutMinutes of the org, as it is now. */
  constructor(orgId: string, clock: Clock, timeoutMinutes: () => number) {
    this.#orgId = orgId;
    this.#clock = clock;
    this.#timeoutMinutes = timeoutMinutes;
  }

  /** Opens a session. The token has the platform's form: org Id, `!`, secret. */
  open(origin: SessionOrigin): string {
    const secret = randomBytes(60).toString('base64url').replaceAll(/[-_]/g, '.');
    const token = `${this.#orgId.slice(0, 15)}!AQ${secret}`;
    this.#open.set(token, { ...origin, expires: this.#now() + this.#timeoutOf(origin) });
    return token;
  }

  /**
   * The session of a token, if it has not expired. Activity prolongs a session only in the second
   * half of its time. (Help, "Modify Session Security Settings")
   */
  find(token: string): SessionOrigin | undefined {
    const session = this.#open.get(token);
    if (!session) return undefined;
    const now = this.#now();
    if (now >= session.expires) {
      this.#open.delete(token);
      return undefined;
    }
    const timeout = this.#timeoutOf(session);
    if (session.expires - now <= timeout / 2) session.expires = now + timeout;
    return session;
  }

  /** Ends a session. @returns whether there was one. */
  revoke(token: string): boolean {
    const known = this.find(token) !== undefined;
    this.#open.delete(token);
    return known;
  }

  /** Ends the sessions that a refresh token has opened. */
  revokeIssuedFrom(refreshToken: string): void {
    for (const [token, session] of this.#open) {
      if (session.refreshToken === refreshToken) this.#open.delete(token);
    }
  }

  #timeoutOf({ timeoutMinutes }: SessionOrigin): number {
    return (timeoutMinutes ?? this.#timeoutMinutes()) * 60_000;
  }

  #now(): number {
    return this.#clock.now().getTime();
  }
}
