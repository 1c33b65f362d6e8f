import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createTextSet } from '../src/textSet.ts';

describe('a set of texts', () => {
  it('has what was added, and counts each once', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), (texts) => {
        const set = createTextSet();
        for (const text of [...texts, ...texts]) set.add(text);
        assert.equal(set.size(), new Set(texts).size);
        for (const text of texts) assert.ok(set.has(text));
      }),
    );
  });

  it('tells keys apart that differ in little, however many they are', () => {
    const set = createTextSet();
    const key = (number: number) => `003${String(number).padStart(12, '0')}AAA`;
    for (let number = 0; number < 300_000; number += 2) set.add(key(number));
    assert.equal(set.size(), 150_000);
    for (let number = 0; number < 300_000; number++) {
      assert.equal(set.has(key(number)), number % 2 === 0);
    }
  });
});
