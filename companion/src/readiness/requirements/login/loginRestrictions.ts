import { BlockList, isIPv6 } from 'node:net';
import { fail, pass, unknown, warn } from '../../interfaces.ts';
import { loginHistory, succeeded, whenAndWhere } from '../../loginHistory.ts';
import { metadata, type Component } from '../../questions.ts';
import { userRequirement } from '../../user.ts';

export const loginRestrictions = userRequirement({
  id: 'login-restrictions',
  group: 'Login',
  requirement: 'Login hours and login IP ranges do not lock the companion out',
  source:
    'Metadata API, "Profile": loginHours, loginIpRanges; Integration guide, FAQ "INVALID_LOGIN"',
  sees: ['users'],
  asks: (context) => ({
    profiles: metadata('Profile', [fullNameOf(context.user?.profileName ?? '')]),
    logins: loginHistory(context),
  }),
  judge: ({ profiles: [profile], logins }, { username, profileName }) => {
    if (profile === undefined) {
      return unknown(
        `Salesforce does not show the profile ${profileName}.`,
        `See in Setup > Profiles > ${profileName} that Login Hours and Login IP Ranges let the companion in.`,
      );
    }
    const page = `Setup > Profiles > ${profileName}`;
    const closed = closedDays(profile);
    if (closed.length > 0) {
      return fail(
        `The login hours of ${profileName} keep the companion out for a part of ${closed.join(', ')}; it refreshes at all hours.`,
        `${page} > Login Hours: clear all times.`,
      );
    }
    const ranges = asList(profile['loginIpRanges']) as unknown as IpRange[];
    if (ranges.length === 0) {
      return pass(`${profileName} lets its users log in at all hours and from everywhere.`);
    }
    const words = ranges.map((range) => `${range.startAddress} to ${range.endAddress}`).join(', ');
    const last = logins.records.find(succeeded);
    const fix = `${page} > Login IP Ranges: add the address from which the companion’s machine reaches the internet.`;
    if (last === undefined) {
      return warn(
        `${profileName} lets its users log in from ${words} only, and ${username} has not logged in yet.`,
        fix,
      );
    }
    return isWithin(ranges, String(last['SourceIp']))
      ? pass(`${username} logged in ${whenAndWhere(last)}, within the ranges of ${profileName}.`)
      : fail(
          `${profileName} lets its users log in from ${words} only; ${username} logged in ${whenAndWhere(last)} before.`,
          fix,
        );
  },
});

interface IpRange {
  readonly startAddress: string;
  readonly endAddress: string;
}

/** Standard profiles have names of their own in the Metadata API (Metadata API, "Profile"). */
const STANDARD: Readonly<Record<string, string>> = {
  'System Administrator': 'Admin',
  'Standard User': 'Standard',
  'Standard Platform User': 'StandardAul',
  'Read Only': 'ReadOnly',
  'Marketing User': 'MarketingProfile',
  'Contract Manager': 'ContractManager',
  'Solution Manager': 'SolutionManager',
};

/** Elsewhere it is the name, with signs other than spaces encoded as in a URL. */
function fullNameOf(profileName: string): string {
  return STANDARD[profileName] ?? encodeURIComponent(profileName).replaceAll('%20', ' ');
}

const MINUTES_OF_A_DAY = 24 * 60;
const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

/** A day without hours is open all day. */
function closedDays(profile: Component): string[] {
  const hours = (profile['loginHours'] ?? {}) as Readonly<Record<string, unknown>>;
  return DAYS.filter((day) => {
    const { [`${day}Start`]: start, [`${day}End`]: end } = hours;
    return (
      start !== undefined &&
      (Number(start) > 0 || Number(end ?? MINUTES_OF_A_DAY) < MINUTES_OF_A_DAY)
    );
  });
}

function isWithin(ranges: readonly IpRange[], address: string): boolean {
  const list = new BlockList();
  for (const { startAddress, endAddress } of ranges) {
    list.addRange(startAddress, endAddress, familyOf(startAddress));
  }
  return list.check(address, familyOf(address));
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv6(address) ? 'ipv6' : 'ipv4';
}

function asList(value: unknown): readonly unknown[] {
  return value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];
}
