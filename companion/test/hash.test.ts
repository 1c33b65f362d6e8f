import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { hashBytes, hashText, minus, plus } from '../src/hash.ts';

const BITS = 52;

describe('hashes', () => {
  it('are whole numbers of 52 bits, the same for text and bytes of ASCII', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(10), (text, from) => {
        const bytes = Buffer.from(`${'x'.repeat(from)}${text}x`);
        const hash = hashBytes(bytes, from, from + text.length);
        assert.equal(hash, hashText(text));
        assert.ok(Number.isInteger(hash) && hash >= 0 && hash < 2 ** BITS);
      }),
    );
  });

  it('of texts that differ in one bit share no more bits than chance has it', () => {
    const flips = new Array<number>(BITS).fill(0);
    const texts = 2000;
    for (let number = 0; number < texts; number++) {
      const bytes = Buffer.from(`"Member ${number}","member${number}@example.org"`);
      const before = hashBytes(bytes, 0, bytes.length);
      const place = number % bytes.length;
      bytes[place] = bytes[place]! ^ (1 << (number % 8));
      const after = hashBytes(bytes, 0, bytes.length);
      for (let bit = 0; bit < BITS; bit++) {
        const ofBit = (hash: number) => Math.floor(hash / 2 ** bit) % 2;
        if (ofBit(before) !== ofBit(after)) flips[bit]!++;
      }
    }
    for (const count of flips) assert.ok(count > texts * 0.4 && count < texts * 0.6, `${count}`);
  });

  it('of several things add up in any order, and can be taken back', () => {
    const hash = fc.integer({ min: 0, max: 2 ** BITS - 1 });
    fc.assert(
      fc.property(fc.array(hash), hash, (hashes, other) => {
        const sum = (all: readonly number[]) => all.reduce(plus, 0);
        assert.equal(sum(hashes), sum(hashes.toReversed()));
        assert.equal(minus(sum([other, ...hashes]), other), sum(hashes));
        assert.ok(sum(hashes) < 2 ** BITS);
      }),
    );
  });
});
