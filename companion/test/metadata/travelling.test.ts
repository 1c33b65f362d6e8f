import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { describe, it } from 'node:test';
import type * as ApexParser from '@apexdevtools/apex-parser';
import { format } from 'prettier';
import * as apex from 'prettier-plugin-apex';
import { travellingTests } from '../../src/metadata/travelling/index.ts';
import { planOf } from './support.ts';

const { ApexErrorListener, ApexParserFactory } = createRequire(import.meta.url)(
  '@apexdevtools/apex-parser',
) as typeof ApexParser;

/** What the parser of Apex has to say against a class. */
function syntaxErrors(source: string): string[] {
  const errors: string[] = [];
  class Listener extends ApexErrorListener {
    override apexSyntaxError(line: number, column: number, message: string): void {
      errors.push(`${line}:${column} ${message}`);
    }
  }
  ApexParserFactory.createLexerAndParser(source, new Listener()).parser.compilationUnit();
  return errors;
}

const worksheets = {
  'the smallest': '',
  'one that proposes accounts':
    'isActive: HL_IsActive__c\ncontainerAccounts: { matching: propose }',
  'one that assigns them, without IsActive': 'containerAccounts: { matching: assign }',
  'one that does not match': 'isActive: HL_IsActive__c\ncontainerAccounts: { matching: off }',
};
const classOf = (sections: string, name: string) =>
  travellingTests(planOf(sections))[`classes/${name}.cls`];

describe('the tests that travel', () => {
  for (const [name, sections] of Object.entries(worksheets)) {
    it(`are Apex as prettier leaves it, for ${name}`, async () => {
      for (const [path, text] of Object.entries(travellingTests(planOf(sections)))) {
        if (!path.endsWith('.cls')) continue;
        assert.deepEqual(syntaxErrors(text), [], path);
        const options = { parser: 'apex', plugins: [apex], printWidth: 100, singleQuote: true };
        assert.equal(await format(text, options), text, path);
      }
    });
  }

  it('try every field that the worksheet watches', () => {
    const plan = planOf('contact: { triggerFields: [Department] }');
    const text = classOf('contact: { triggerFields: [Department] }', 'HL_StampTest')!;
    for (const field of [...plan.contact.triggerFields, ...plan.account.triggerFields]) {
      assert.ok(text.includes(`'${field}'`), field);
    }
  });

  it('test approval only where there is approval', () => {
    assert.equal(classOf('', 'HL_ApprovalTest'), undefined);
    assert.match(classOf(worksheets['one that proposes accounts'], 'HL_ApprovalTest')!, /Proposed/);
  });
});
