import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createTextMap, createTextSet } from '../src/textTable.ts';

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

describe('a map of texts', () => {
  it('has the number that was set last', () => {
    const entries = fc.array(fc.tuple(fc.string({ maxLength: 2 }), fc.integer()));
    fc.assert(
      fc.property(entries, (given) => {
        const map = createTextMap();
        for (const [text, number] of given) map.set(text, number);
        const expected = new Map(given);
        for (const [text] of given) assert.equal(map.get(text), expected.get(text));
        assert.equal(map.get('none of them'), undefined);
      }),
    );
  });

  it('keeps every number while it grows', () => {
    const map = createTextMap();
    for (let number = 0; number < 100_000; number++) map.set(`key ${number}`, number);
    for (let number = 0; number < 100_000; number++) assert.equal(map.get(`key ${number}`), number);
  });
});
