/*
 * Hashes of 52 bits, which fit in a number: to tell whether something is what it
 * was, not to keep somebody from making it look so. Node's own hashes answer with
 * texts or buffers, and to make one for each of a million rows costs several times
 * what the hash does.
 */

/** How many there are: every hash is below. */
export const HASHES = 2 ** 52;

export function hashText(text: string): number {
  let low = SEED;
  let high = SEED;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    low = Math.imul(low ^ code, LOW);
    high = Math.imul(high ^ code, HIGH);
  }
  return mixed(low, high);
}

/** Of some bytes, from one place to before another. */
export function hashBytes(bytes: Uint8Array, from: number, to: number): number {
  let low = SEED;
  let high = SEED;
  for (let at = from; at < to; at++) {
    const byte = bytes[at]!;
    low = Math.imul(low ^ byte, LOW);
    high = Math.imul(high ^ byte, HIGH);
  }
  return mixed(low, high);
}

/** The hash of several things, in whichever order they come: the sum of theirs. */
export function plus(one: number, other: number): number {
  return (one + other) % HASHES;
}

/** The hash of what is left without one of the things. */
export function minus(all: number, one: number): number {
  return all < one ? all - one + HASHES : all - one;
}

const SEED = 0x811c9dc5;
/** Odd, so that no step forgets anything. */
const LOW = 0x01000193;
const HIGH = 0x9e3779b1;

/** Lets each bit have its effect on all others, as the end of MurmurHash3 does. */
function mixed(low: number, high: number): number {
  low = Math.imul(low ^ (low >>> 16), 0x85ebca6b) ^ Math.imul(high ^ (high >>> 13), 0xc2b2ae35);
  high = Math.imul(high ^ (high >>> 16), 0x85ebca6b) ^ Math.imul(low ^ (low >>> 13), 0xc2b2ae35);
  return (high >>> 12) * 2 ** 32 + (low >>> 0);
}
