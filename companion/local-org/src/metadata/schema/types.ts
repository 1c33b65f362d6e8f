import { declarations } from './declarations.ts';
import { unlisted } from './unlisted.ts';

/** What the Metadata API says about one element of a type. */
export interface ElementDeclaration {
  readonly occurs: 'required' | 'optional' | 'repeated';
  /** Plain content, the words of an enumeration, or the name of a structure. */
  readonly content:
    | PlainContent
    | { readonly enum: string; readonly words: readonly string[] }
    | {
        readonly structure: string;
      };
}
export type PlainContent = 'text' | 'boolean' | 'number' | 'any';

const occurrences = { '!': 'required', '?': 'optional', '*': 'repeated' } as const;
const plainContents: Readonly<Record<string, PlainContent>> = {
  s: 'text',
  b: 'boolean',
  n: 'number',
  a: 'any',
};

/** Lines of the declarations by the name they declare: `Name<Parent element…` or `Enum=words`. */
const lines: ReadonlyMap<string, string> = new Map(
  declarations
    .trim()
    .split('\n')
    .map((line) => [/^\w+/.exec(line)![0], line]),
);
const structures = new Map<string, ReadonlyMap<string, ElementDeclaration>>();

/** The elements of a type of the Metadata API; undefined when it has no such type. */
export function elementsOf(type: string): ReadonlyMap<string, ElementDeclaration> | undefined {
  const known = structures.get(type);
  const line = lines.get(type);
  if (known || line === undefined || line.includes('=')) return known;
  const [head = '', ...members] = line.split(' ');
  const parent = head.split('<')[1];
  const elements = new Map(parent === undefined ? [] : elementsOf(parent));
  for (const member of [...members, ...(unlisted[type] ?? [])]) {
    const [, name = '', occurs = '', content = ''] = /^(\w+)([!?*])(\w+)$/.exec(member)!;
    elements.set(name, {
      occurs: occurrences[occurs as keyof typeof occurrences],
      content: plainContents[content] ?? readContent(content),
    });
  }
  structures.set(type, elements);
  return elements;
}

function readContent(name: string): ElementDeclaration['content'] {
  const [, words] = lines.get(name)!.split('=');
  return words === undefined ? { structure: name } : { enum: name, words: words.split('|') };
}
