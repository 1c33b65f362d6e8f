import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parse, stringify } from 'yaml';
import { draftWorksheet } from '../../src/worksheet/draft.ts';
import { parseWorksheet } from '../../src/worksheet/load.ts';
import type { DescribedOrg } from '../../src/worksheet/orgFields.ts';
import { compilePlan } from '../../src/worksheet/plan.ts';
import { worksheetSchema } from '../../src/worksheet/schema/worksheet.ts';
import { field } from './support.ts';

const root = join(import.meta.dirname, '../../..');
const example = readFileSync(join(root, 'config/worksheet.yaml'), 'utf8');
const written = parse(example) as Record<string, Record<string, unknown>>;

/** The examples that stand in comments: indented by three, each begins with the key that it is for. */
function commentedExamples() {
  const found: { section: string | undefined; text: string }[] = [];
  let section: string | undefined;
  let open = false;
  for (const line of example.split('\n')) {
    section = /^(\w+):/.exec(line)?.[1] ?? section;
    const [, indent = '', content] = /^( *)# {3}(.*)/.exec(line) ?? [];
    if (content === undefined) open = false;
    else if (open) found.at(-1)!.text += `\n${content}`;
    else if (/^\w+:/.test(content)) {
      open = true;
      found.push({ section: indent === '' ? undefined : section, text: content });
    }
  }
  return found;
}

describe('the example worksheet', () => {
  it('shows every section, with the value that it has if it is left out', () => {
    assert.deepEqual(
      Object.keys(written).toSorted(),
      Object.keys(worksheetSchema.shape).toSorted(),
    );
    const { profile } = written;
    assert.deepEqual(
      compilePlan(parseWorksheet(example, 'example')),
      compilePlan(parseWorksheet(stringify({ profile }), 'minimal')),
    );
  });

  const examples = commentedExamples();
  it('has an example for every section that is empty as it comes', () => {
    const keys = examples.map(({ text }) => /^\w+/.exec(text)![0]);
    const empty = Object.entries(written).filter(([, value]) => {
      const isEmptyList = Array.isArray(value) && value.length === 0;
      return isEmptyList || (value as unknown) === 'none';
    });
    for (const [key] of empty) assert.ok(keys.includes(key), key);
  });

  for (const { section, text } of examples) {
    it(`has a good example in: ${text.split('\n')[0]!}`, () => {
      const content = parse(text) as Record<string, unknown>;
      const filled =
        section === undefined
          ? { ...written, ...content }
          : { ...written, [section]: { ...written[section], ...content } };
      assert.doesNotThrow(() => parseWorksheet(stringify(filled), 'example'));
    });
  }

  it('is what "hl worksheet init" begins with', () => {
    assert.equal(readFileSync(join(root, 'companion/templates/worksheet.yaml'), 'utf8'), example);
  });
});

describe('a draft', () => {
  const level = ['Gold', 'Silver'].map((label) => ({ label, value: label, active: true }));
  const org = (...ofAccount: ReturnType<typeof field>[]): DescribedOrg =>
    new Map([
      [
        'Contact',
        {
          recordTypes: ['Member', 'Staff'],
          fields: [
            field('Title', 'string'),
            field('Member__c', 'boolean'),
            field('Ends__c', 'date'),
            field('Level__c', 'picklist', { picklistValues: level }),
            field('Score__c', 'string', { calculated: true }),
            field('HL_Mod_Date__c', 'datetime'),
          ],
        },
      ],
      ['Account', { recordTypes: [], fields: ofAccount }],
    ]);

  /** The comments above a line of a draft that begin with `In your org`. */
  const choicesAbove = (draft: string, line: string) => {
    const above = draft.slice(0, draft.indexOf(`\n${line}`));
    const choices = above.slice(above.lastIndexOf('# In your org:')).split('\n').slice(1);
    return choices.map((choice) => choice.replace(/^ *# */, ''));
  };

  it('is a worksheet, and decides nothing', () => {
    const draft = draftWorksheet(example, org(field('Seats__c', 'double')));
    assert.deepEqual(parse(draft), written);
  });

  it('names what the org offers above the entry that it is for', () => {
    const draft = draftWorksheet(example, org(field('Seats__c', 'double')));
    assert.deepEqual(choicesAbove(draft, 'isActive:'), ['Member__c  (Member)']);
    assert.deepEqual(choicesAbove(draft, 'expiration:'), ['Ends__c  (Ends)']);
    assert.deepEqual(choicesAbove(draft, 'demographics:'), [
      '- { label: …, checkboxes: [Member__c] }  (Member)',
      '- picklist: Level__c  (Level: Gold, Silver)',
      '- text: { field: Score__c, formula: true }  (Score)',
    ]);
    assert.deepEqual(choicesAbove(draft, '  recordTypes:'), [
      'record type of contacts: Member',
      'record type of contacts: Staff',
    ]);
    assert.deepEqual(choicesAbove(draft, 'flowDown:'), [
      '- { account: Seats__c, type: number, scale: 0 }  (Seats)',
    ]);
  });

  it('sees person accounts', () => {
    const draft = draftWorksheet(example, org(field('IsPersonAccount', 'boolean')));
    assert.equal((parse(draft) as { personAccounts: boolean }).personAccounts, true);
  });
});
