import { isMap, isNode, isScalar, type Document, type LineCounter } from 'yaml';
import type { z } from 'zod';
import { worksheetJsonSchema } from './jsonSchema.ts';

/** One wrong entry of a worksheet. */
export interface Problem {
  /** Such as `profile.FirstName` or `contact.triggerFields[0]`. */
  path: string;
  /** Counted from 1. Of a missing entry, the line of the section that lacks it. */
  line: number;
  /** All of it as one sentence. */
  text: string;
}

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

interface Finding {
  path: Path;
  expected: string;
}

/** What zod found, in words for the person who filled in the worksheet. */
export function describeProblems(
  issues: readonly Issue[],
  document: Document,
  lines: LineCounter,
  content: unknown,
): Problem[] {
  return issues.flatMap(findings).map(({ path, expected }) => {
    const line = lineOf(document, lines, path);
    const name = pathText(path);
    return {
      path: name,
      line,
      text: `${name} (line ${line}): ${foundText(content, path)}, ${expected}`,
    };
  });
}

function findings(issue: Issue): Finding[] {
  if (issue.code === 'unrecognized_keys') {
    const expected = `expected one of ${allowedKeys(issue.path).join(', ')}`;
    return issue.keys.map((key) => ({ path: [...issue.path, key], expected }));
  }
  return [{ path: issue.path, expected: expectedText(issue) }];
}

/** Entries of the schema speak for themselves where they can ("expected …"); zod's own words are for the rest. */
function expectedText(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_union':
      return mostSpecific(issue) ?? issue.message;
    case 'invalid_type':
      return `expected ${TYPE_WORDS[issue.expected] ?? issue.expected}`;
    case 'too_small':
      return `expected ${issue.minimum} or more`;
    case 'too_big':
      return `expected ${issue.maximum} or less`;
    default:
      return issue.message.startsWith('expected') ? issue.message : `expected: ${issue.message}`;
  }
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  object: 'a section with entries below it',
  array: 'a list',
  string: 'a text',
  int: 'a whole number',
  number: 'a whole number',
};

/** A text that fails only its own check (a compound field) is better described by that check than by the union. */
function mostSpecific(issue: Extract<Issue, { code: 'invalid_union' }>): string | undefined {
  return issue.errors.flat().find(({ code }) => code === 'custom')?.message;
}

/** The keys that the schema allows at a path, read from the JSON Schema made of it. */
function allowedKeys(path: Path): string[] {
  let schema: unknown = worksheetJsonSchema();
  for (const key of path) {
    schema = property(property(schema, 'properties'), key);
  }
  return Object.keys(property(schema, 'properties') ?? {});
}

function property(value: unknown, key: PropertyKey): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Record<PropertyKey, unknown>)[key]
    : undefined;
}

function foundText(content: unknown, path: Path): string {
  const found = path.reduce(property, content);
  return found === undefined || found === null ? 'found nothing' : `found ${JSON.stringify(found)}`;
}

function pathText(path: Path): string {
  if (path.length === 0) {
    return 'the worksheet';
  }
  return path
    .map((key, index) =>
      typeof key === 'number' ? `[${key}]` : `${index === 0 ? '' : '.'}${String(key)}`,
    )
    .join('');
}

function lineOf(document: Document, lines: LineCounter, path: Path): number {
  for (let length = path.length; length > 0; length--) {
    const offset = offsetOf(document, path.slice(0, length));
    if (offset !== undefined) {
      return lines.linePos(offset).line;
    }
  }
  return 1;
}

/** Where an entry's key stands, or the entry itself in a list. */
function offsetOf(document: Document, path: Path): number | undefined {
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  const key = path.at(-1);
  if (isMap(parent)) {
    const pair = parent.items.find((item) => isScalar(item.key) && item.key.value === key);
    return isScalar(pair?.key) ? pair.key.range?.[0] : undefined;
  }
  const node = document.getIn(path, true);
  return isNode(node) ? node.range?.[0] : undefined;
}
