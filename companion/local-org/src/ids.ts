import { randomInt } from 'node:crypto';

/**
 * Salesforce record Ids: 15 case-sensitive characters (three of the object's
 * key prefix, two of the instance, ten of a base-62 sequence) and three of a
 * checksum that tells the case of the others, which makes the 18-character
 * form case-safe. (SOAP API Developer Guide, "ID Field Type")
 */
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const CHECKSUM = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';
const INSTANCE = 'HL';

/** Sequence numbers that one org may use; each org counts in a block of its own. */
const BLOCK = 62 ** 6;
/** Blocks whose numbers are still whole ones to JavaScript. */
const BLOCKS = 150_000;

/** The first sequence number of a new org: no two orgs are likely to share Ids. */
export function randomBlock(): number {
  return randomInt(1, BLOCKS) * BLOCK;
}

/** The first number of the block that a sequence number lies in. */
export function blockOf(sequence: number): number {
  return Math.floor(sequence / BLOCK) * BLOCK;
}

/** The 18-character Id number `sequence` of the objects with that key prefix. */
export function makeId(keyPrefix: string, sequence: number): string {
  let rest = sequence;
  let digits = '';
  for (let i = 0; i < 10; i++) {
    digits = DIGITS[rest % 62]! + digits;
    rest = Math.floor(rest / 62);
  }
  return withChecksum(keyPrefix + INSTANCE + digits);
}

/** The sequence number inside an Id that `makeId` made. */
export function sequenceOf(id: string): number {
  let sequence = 0;
  for (const digit of id.slice(5, 15)) sequence = sequence * 62 + DIGITS.indexOf(digit);
  return sequence;
}

/**
 * The 18-character form of an Id of 15 or 18 characters.
 * @returns undefined for what is no Id: wrong length, foreign characters, or a
 * checksum that does not fit (case is mended from the checksum, as Salesforce does).
 */
export function toId18(id: string): string | undefined {
  if (!/^[0-9A-Za-z]{15}(?:[0-9A-Za-z]{3})?$/.test(id)) return undefined;
  if (id.length === 15) return withChecksum(id);
  const checksum = id.slice(15).toUpperCase();
  let mended = '';
  for (let i = 0; i < 15; i++) {
    const bits = CHECKSUM.indexOf(checksum[Math.floor(i / 5)]!);
    if (bits < 0) return undefined;
    const character = id[i]!;
    mended += (bits >> (i % 5)) & 1 ? character.toUpperCase() : character.toLowerCase();
  }
  return withChecksum(mended).slice(15) === checksum ? mended + checksum : undefined;
}

function withChecksum(id15: string): string {
  let checksum = '';
  for (let block = 0; block < 15; block += 5) {
    let bits = 0;
    for (let i = 0; i < 5; i++) {
      const character = id15[block + i]!;
      if (character >= 'A' && character <= 'Z') bits |= 1 << i;
    }
    checksum += CHECKSUM[bits]!;
  }
  return id15 + checksum;
}
