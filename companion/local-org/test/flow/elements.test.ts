import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { suite, test } from 'node:test';
import { flowSpec } from '../../src/flow/elements.ts';
import type { ElementKind, ElementSpec } from '../../src/metadata/elements.ts';

/* The tables of flow elements against the types that Salesforce publishes. */

const declarations = readFileSync(
  createRequire(import.meta.url)
    .resolve('@salesforce/types/metadata')
    .replace(/\.js$/, '.d.ts'),
  'utf8',
);

interface Declared {
  readonly members: Map<string, string>;
}
function declared(type: string): Declared {
  const match = new RegExp(`export type ${type} = (?:(\\w+) & )?\\{([^}]*)\\}`).exec(declarations);
  assert.ok(match, `no type ${type}`);
  const inherited = match[1] ? declared(match[1]).members : [];
  const own = [...match[2]!.matchAll(/(\w+)\??: ([\w[\]]+);/g)].map(
    ([, name, kind]) => [name!, kind!] as const,
  );
  return { members: new Map([...inherited, ...own]) };
}

const kindOf = (entry: ElementKind | readonly [ElementKind]): ElementKind =>
  Array.isArray(entry) ? (entry as readonly [ElementKind])[0] : (entry as ElementKind);

function specs(spec: ElementSpec, found = new Map<string, ElementSpec>()) {
  if (found.has(spec.type)) return found;
  found.set(spec.type, spec);
  for (const entry of Object.values({ ...spec.required, ...spec.optional })) {
    const kind = kindOf(entry);
    if (typeof kind === 'object' && 'type' in kind) specs(kind, found);
  }
  return found;
}

suite('the tables of flow elements', () => {
  for (const [type, spec] of specs(flowSpec)) {
    const { members } = declared(type);
    const executed = { ...spec.required, ...spec.optional };

    test(`${type} has every element of the Metadata API and no other`, () => {
      const named = [...Object.keys(executed), ...(spec.notImplemented ?? [])];
      assert.deepEqual(named.sort(), [...members.keys()].sort());
    });

    test(`${type} repeats what may be repeated and knows all words`, () => {
      for (const [name, entry] of Object.entries(executed)) {
        const api = members.get(name)!;
        assert.equal(Array.isArray(entry), api.endsWith('[]'), name);
        const kind = kindOf(entry);
        if (typeof kind !== 'object' || !('oneOf' in kind)) continue;
        const words = new RegExp(`export type ${api.replace('[]', '')} = ([^;]*);`).exec(
          declarations,
        );
        assert.deepEqual(
          [...kind.oneOf].sort(),
          [...words![1]!.matchAll(/'(\w+)'/g)].map(([, word]) => word!).sort(),
          name,
        );
      }
    });
  }
});
