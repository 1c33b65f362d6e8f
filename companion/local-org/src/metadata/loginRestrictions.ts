import type { Org } from '../org.ts';
import {
  DAYS,
  restrictionsOf,
  storeRestrictions,
  toBlockList,
} from '../security/loginRestrictions.ts';
import type { IpRange, LoginRestrictions } from '../security/loginRestrictions.ts';
import type { ElementKind } from './elements.ts';
import { child, childrenOf, element, textOf } from './xml.ts';
import type { Problem, XmlElement } from './xml.ts';

/** The elements of a profile that say when and from where its users log in. */
export const restrictionSpecs: Readonly<Record<string, ElementKind | readonly [ElementKind]>> = {
  loginHours: {
    type: 'ProfileLoginHours',
    optional: Object.fromEntries(
      DAYS.flatMap((day) => [`${day}Start`, `${day}End`]).map((name) => [name, 'integer' as const]),
    ),
  },
  loginIpRanges: [
    {
      type: 'ProfileLoginIpRange',
      required: { startAddress: 'text', endAddress: 'text' },
      optional: { description: 'text' },
    },
  ],
};

/** What is wrong with them, beyond their form. */
export function checkRestrictions(root: XmlElement): Problem[] {
  const hours = child(root, 'loginHours');
  return [
    ...(hours ? checkHours(hours) : []),
    ...childrenOf(root, 'loginIpRanges').flatMap((one) => checkRange(one, readRange(one))),
  ];
}

/** A range must be one: from an address to one that is not before it. */
export function checkRange(at: XmlElement, range: IpRange): Problem[] {
  if (toBlockList([range])) return [];
  const message = `Invalid IP address range: ${range.start} - ${range.end}`;
  return [{ message, line: at.line, column: at.column }];
}

/** Hours begin and end on the hour. (Metadata API Developer Guide, ProfileLoginHours) */
function checkHours(hours: XmlElement): Problem[] {
  const { line, column } = hours;
  return DAYS.flatMap((day) => {
    const [start, end] = [`${day}Start`, `${day}End`].map((name) => textOf(hours, name));
    if (start === undefined && end === undefined) return [];
    const given = [Number(start ?? NaN), Number(end ?? NaN)] as const;
    const fits = given.every((one) => one >= 0 && one <= 24 * 60 && one % 60 === 0);
    if (fits && given[0] < given[1]) return [];
    const message = `Invalid login hours for ${day}: ${start ?? 'none'} - ${end ?? 'none'}`;
    return [{ message, line, column }];
  });
}

/** Replaces what the file names: all hours, an empty element for none, and all ranges. */
export function applyRestrictions(org: Org, profileId: string, root: XmlElement): void {
  const hours = child(root, 'loginHours');
  const ranges = childrenOf(root, 'loginIpRanges').map(readRange);
  if (!hours && ranges.length === 0) return;
  const before = restrictionsOf(org, profileId);
  storeRestrictions(org, profileId, {
    hours: hours ? readHours(hours) : before.hours,
    ranges: ranges.length > 0 ? ranges : before.ranges,
  });
}

/** The elements that a retrieve gives back. */
export function restrictionElements(org: Org, profileId: string): XmlElement[] {
  const { hours, ranges } = restrictionsOf(org, profileId);
  const open = DAYS.flatMap((day) => {
    const one = hours[day];
    if (!one) return [];
    return [element(`${day}End`, String(one.end)), element(`${day}Start`, String(one.start))];
  });
  return [
    ...(open.length > 0 ? [element('loginHours', open)] : []),
    ...ranges.map(({ start, end, description }) =>
      element('loginIpRanges', [
        ...(description === undefined ? [] : [element('description', description)]),
        element('endAddress', end),
        element('startAddress', start),
      ]),
    ),
  ];
}

function readHours(hours: XmlElement): LoginRestrictions['hours'] {
  return Object.fromEntries(
    DAYS.filter((day) => child(hours, `${day}Start`)).map((day) => [
      day,
      { start: Number(textOf(hours, `${day}Start`)), end: Number(textOf(hours, `${day}End`)) },
    ]),
  );
}

function readRange(range: XmlElement): IpRange {
  const description = textOf(range, 'description');
  return {
    start: textOf(range, 'startAddress')!,
    end: textOf(range, 'endAddress')!,
    ...(description !== undefined && { description }),
  };
}
