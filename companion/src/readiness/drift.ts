import type { PackagePart } from './packageParts.ts';
import type { Component } from './questions.ts';

/** Elements by which the entries of a list are told apart, in whatever order an org gives them. */
const KEYS = ['fullName', 'name', 'field', 'object', 'assignToReference', 'leftValueReference'];

/**
 * Not compared: names, which differ by whom is asked; words for people, which
 * change nothing; where Flow Builder draws; a flow's state, which another
 * requirement looks at.
 */
const NOT_COMPARED: ReadonlySet<string> = new Set([
  'fullName',
  'description',
  'inlineHelpText',
  'locationX',
  'locationY',
  'status',
]);

/**
 * What an org has otherwise than the worksheet wants it, as paths such as
 * `fieldPermissions[Contact.Email].readable`. What the org has beyond that is
 * its own business: Salesforce fills in defaults, and people add.
 */
export function driftOf({ content }: Pick<PackagePart, 'content'>, found: Component): string[] {
  return differences('', content, found);
}

function differences(path: string, wanted: unknown, found: unknown): string[] {
  if (Array.isArray(wanted) || Array.isArray(found)) {
    return listDifferences(path, asList(wanted), asList(found));
  }
  if (isObject(wanted)) {
    return Object.entries(wanted)
      .filter(([name]) => !NOT_COMPARED.has(name))
      .flatMap(([name, value]) =>
        differences(
          path === '' ? name : `${path}.${name}`,
          value,
          isObject(found) ? found[name] : undefined,
        ),
      );
  }
  return plain(wanted) === plain(found) ? [] : [path];
}

function listDifferences(path: string, wanted: readonly unknown[], found: readonly unknown[]) {
  const rest = [...found];
  return wanted.flatMap((one, index) => {
    const key = keyOf(one);
    const at = rest.findIndex((other) =>
      key === undefined ? differences('', one, other).length === 0 : keyOf(other) === key,
    );
    const name = `${path}[${key ?? index + 1}]`;
    if (at === -1) return [name];
    const [match] = rest.splice(at, 1);
    return differences(name, one, match);
  });
}

function keyOf(entry: unknown): string | undefined {
  if (!isObject(entry)) return undefined;
  const name = KEYS.find((key) => typeof entry[key] === 'string');
  return name === undefined ? undefined : plain(entry[name]);
}

/** Spaces between the parts of a formula mean nothing, and an org may give them back otherwise. */
function plain(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return value.replaceAll(/\s+/g, ' ').trim();
    case 'number':
    case 'boolean':
      return String(value);
    default:
      return '';
  }
}

function asList(value: unknown): readonly unknown[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
