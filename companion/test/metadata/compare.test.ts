import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compareFiles, fingerprint } from '../../src/metadata/disk/compare.ts';

const FLOW = 'x/flows/A.flow-meta.xml';
const FIELD = 'objects/Contact/fields/A__c.field-meta.xml';

interface Case {
  it: string;
  path?: string;
  wanted?: string;
  found?: string;
  generated?: string;
  state: string | undefined;
}

/** What is wanted, what is found, what was generated last, and what that makes of the file. */
const cases: Case[] = [
  { it: 'is missing before it is generated', wanted: 'new', state: 'missing' },
  { it: 'is missing when somebody deleted it', wanted: 'a', generated: 'a', state: 'missing' },
  { it: 'is current', wanted: 'a', found: 'a', generated: 'a', state: 'current' },
  { it: 'is current without a record, too', wanted: 'a', found: 'a', state: 'current' },
  {
    it: 'is current with Windows’ line endings',
    wanted: 'a\nb',
    found: 'a\r\nb',
    state: 'current',
  },
  { it: 'is outdated', wanted: 'new', found: 'old', generated: 'old', state: 'outdated' },
  { it: 'is edited', wanted: 'a', found: 'mine', generated: 'a', state: 'edited' },
  { it: 'is in conflict', wanted: 'new', found: 'mine', generated: 'old', state: 'conflict' },
  { it: 'is in conflict if nobody knows whose it is', wanted: 'a', found: 'b', state: 'conflict' },
  { it: 'is unwanted', found: 'a', generated: 'a', state: 'unwanted' },
  { it: 'is unwanted, a field edited or not', found: 'b', generated: 'a', state: 'unwanted' },
  { it: 'is a flow unwanted', path: FLOW, found: 'a', generated: 'a', state: 'unwanted' },
  { it: 'is an edited flow unwanted', path: FLOW, found: 'b', generated: 'a', state: 'conflict' },
  { it: 'is gone and forgotten', generated: 'a', state: undefined },
];

describe('a file of the package', () => {
  for (const { it: name, path = FIELD, wanted, found, generated, state } of cases) {
    it(name, () => {
      const files = compareFiles(
        wanted === undefined ? {} : { [path]: wanted },
        new Map(found === undefined ? [] : [[path, found]]),
        generated === undefined ? {} : { [path]: fingerprint(generated) },
      );
      assert.deepEqual(files, state === undefined ? [] : [{ path, state }]);
    });
  }
});
