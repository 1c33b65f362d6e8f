import { BlockList, isIP } from 'node:net';
import type { Org } from '../org.ts';
import type { Values } from '../schema/types.ts';

/** Addresses from one to another, both of them included; IPv4 or IPv6. */
export interface IpRange {
  readonly start: string;
  readonly end: string;
  readonly description?: string;
}

/** Minutes since midnight in the org's time zone. */
export interface Hours {
  readonly start: number;
  readonly end: number;
}

export const DAYS = [
  'sunday',
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
] as const;
export type Day = (typeof DAYS)[number];

/** When, and from where, the users of a profile may log in. */
export interface LoginRestrictions {
  /** A day that is not there is open all day. */
  readonly hours: Readonly<Partial<Record<Day, Hours>>>;
  /** None: from everywhere. */
  readonly ranges: readonly IpRange[];
}

const NONE: LoginRestrictions = { hours: {}, ranges: [] };

export function restrictionsOf(org: Org, profileId: string): LoginRestrictions {
  const row = org.db
    .prepare('SELECT restrictions FROM _login_restriction WHERE profile_id = ?')
    .get(profileId);
  return row ? (JSON.parse(row['restrictions'] as string) as LoginRestrictions) : NONE;
}

export function storeRestrictions(org: Org, profileId: string, given: LoginRestrictions): void {
  org.db
    .prepare('INSERT OR REPLACE INTO _login_restriction VALUES (?, ?)')
    .run(profileId, JSON.stringify(given));
}

/**
 * Whether the user's profile lets a login through from there.
 * (Help, "Restrict Login IP Addresses in Profiles")
 */
export function mayComeFrom(org: Org, user: Values, ip: string): boolean {
  const { ranges } = restrictionsOf(org, user['ProfileId'] as string);
  return ranges.length === 0 || isWithin(ranges, ip);
}

/**
 * Whether it is a time at which the user's profile lets users in, and go on working.
 * (Help, "View and Edit Login Hours in Profiles")
 */
export function isOpenNow(org: Org, user: Values): boolean {
  const { hours } = restrictionsOf(org, user['ProfileId'] as string);
  if (Object.keys(hours).length === 0) return true;
  const { day, minutes } = localTime(
    org.clock.now(),
    org.organization()['TimeZoneSidKey'] as string,
  );
  const open = hours[day];
  return !open || (minutes >= open.start && minutes < open.end);
}

/**
 * Whether a password from there needs no security token: the network is trusted, or is one that
 * the profile names. (Help, "Set Trusted IP Ranges for Your Organization")
 */
export function isTrusted(org: Org, user: Values, ip: string): boolean {
  const { ranges } = restrictionsOf(org, user['ProfileId'] as string);
  return isWithin(ranges, ip) || isWithin(org.policy.trustedIpRanges, ip);
}

/** The range as one that can be asked; undefined when it is none. */
export function toBlockList(ranges: readonly IpRange[]): BlockList | undefined {
  const list = new BlockList();
  for (const { start, end } of ranges) {
    const family = isIP(start);
    if (family === 0 || isIP(end) !== family) return undefined;
    try {
      list.addRange(start, end, family === 4 ? 'ipv4' : 'ipv6');
    } catch {
      return undefined;
    }
  }
  return list;
}

function isWithin(ranges: readonly IpRange[], ip: string): boolean {
  return toBlockList(ranges)!.check(ip, isIP(ip) === 6 ? 'ipv6' : 'ipv4');
}

function localTime(now: Date, timeZone: string): { day: Day; minutes: number } {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    weekday: 'long',
    hour: 'numeric',
    minute: 'numeric',
    hourCycle: 'h23',
  });
  const parts = Object.fromEntries(
    format.formatToParts(now).map(({ type, value }) => [type, value]),
  );
  const minutes = Number(parts['hour']) * 60 + Number(parts['minute']);
  return { day: parts['weekday']!.toLowerCase() as Day, minutes };
}
