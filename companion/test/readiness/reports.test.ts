import assert from 'node:assert/strict';
import { test } from 'node:test';
import { XMLParser } from 'fast-xml-parser';
import type { Readiness } from '../../src/readiness/check.ts';
import { toHtml } from '../../src/readiness/report/html.ts';
import { toMarkdown } from '../../src/readiness/report/markdown.ts';
import { commandsOf, summarise } from '../../src/readiness/report/summary.ts';

const readiness: Readiness = {
  ready: false,
  organizationId: '00D000000000001AAA',
  username: 'hl@association.example',
  checkedAt: '2026-11-21T15:04:00.000Z',
  apiCalls: 1,
  checks: [
    {
      id: 'user-profile',
      group: 'Integration user',
      requirement: 'The user has <the> permission set',
      source: 'Integration guide, "Requirements" & more',
      status: 'fail',
      found: 'The profile is "A | B" & <script>alert(1)</script>.',
      fix: 'First `hl deploy --target-org a_b`, and then `sf org list`',
    },
    {
      id: 'edition',
      group: 'Org',
      requirement: 'The edition is Professional or higher',
      source: 'Integration guide',
      status: 'pass',
      found: 'The org is a Developer Edition.',
      fix: null,
    },
  ],
};

test('the page is one file that loads nothing and runs nothing', () => {
  const html = toHtml(readiness);
  assert.doesNotMatch(html, /<script|<link|<img|src=|href=|url\(|@import|https?:/);
  assert.match(html, /^<!doctype html>\n<html lang="en">/);
  assert.match(html, /@media print/);
});

test('the page holds every check as it is, with commands apart', () => {
  const document = new XMLParser({ ignoreAttributes: false }).parse(bodyOf(toHtml(readiness))) as {
    body: { section: { h2: string; article: Record<string, unknown> }[] };
  };
  const [first, second] = document.body.section;
  assert.equal(first!.h2, 'Integration user');
  assert.equal(first!.article['@_class'], 'fail');
  assert.match(JSON.stringify(first), /"code":\["hl deploy --target-org a_b","sf org list"\]/);
  assert.match(JSON.stringify(first), /A \| B\\" & <script>alert\(1\)<\/script>/);
  assert.equal(second!.article['@_class'], 'pass');
});

test('Markdown keeps its tables, whatever stands in the cells', () => {
  const lines = toMarkdown(readiness).split('\n');
  assert.equal(lines[0], '# Readiness of the Salesforce org');
  assert.equal(
    lines.find((line) => line.startsWith('| not met')),
    String.raw`| not met | The user has \<the\> permission set | The profile is "A \| B" & \<script\>alert(1)\</script\>. | First ` +
      '`hl deploy --target-org a_b`, and then `sf org list` |',
  );
});

test('the verdict counts, and the commands to copy stand once each', () => {
  assert.equal(summarise(readiness), 'Not ready: 1 not met, 1 met.');
  const twice = { checks: [...readiness.checks, readiness.checks[0]!] };
  assert.deepEqual(commandsOf(twice), ['hl deploy --target-org a_b', 'sf org list']);
});

function bodyOf(html: string): string {
  return /<body>[\s\S]*<\/body>/.exec(html)![0];
}
