import assert from 'node:assert/strict';
import { test } from 'node:test';
import { splitKeys } from '../../src/cli/keys.ts';

test('keys come as arguments or as lines, comma-separated values and blanks of a file', () => {
  assert.deepEqual(splitKeys(['a', '-', 'b\nc, d\r\n\n']), ['a', 'b', 'c', 'd']);
});

test('a key that is named twice is refreshed once', () => {
  assert.deepEqual(splitKeys(['a', 'a']), ['a']);
});

test('no key at all is an error, as an empty file is', () => {
  assert.throws(() => splitKeys(['-', '\n']), { name: 'NoKeysError' });
});
