import type { Problem, XmlElement } from '../xml.ts';
import { elementsOf } from './types.ts';
import type { ElementDeclaration } from './types.ts';
import { alsoRequired } from './required.ts';

const NAMESPACE = 'http://soap.sforce.com/2006/04/metadata';

/** What plain content must look like, and its type in XML Schema. */
const plainForms = {
  boolean: { form: /^(?:true|false|1|0)$/, type: 'xsd:boolean' },
  number: { form: /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/, type: 'xsd:double' },
} as const;

/**
 * Checks an element strictly against the Metadata API's own schema: unknown
 * elements, wrong content, words that an enumeration does not have, elements
 * that are repeated or do not stand together, elements that are missing.
 */
export function checkAgainstSchema(element: XmlElement, type: string): Problem[] {
  const declared = elementsOf(type);
  if (!declared) throw new Error(`The Metadata API has no type ${type}`);
  const problems: Problem[] = [];
  const report = (at: XmlElement, message: string) =>
    problems.push({ message, line: at.line, column: at.column });

  const seen = new Set<string>();
  let previous: string | undefined;
  for (const child of element.children) {
    const { name } = child;
    const declaration = declared.get(name);
    if (!declaration) {
      report(
        child,
        `Error parsing file: Element {${NAMESPACE}}${name} invalid at this location in type ${type}`,
      );
      continue;
    }
    const follows = declaration.occurs === 'repeated' && previous === name;
    if (seen.has(name) && !follows) {
      report(
        child,
        `Error parsing file: Element ${name} is duplicated at this location in type ${type}`,
      );
    }
    seen.add(name);
    previous = name;
    problems.push(...checkContent(child, declaration));
  }
  const required = [...declared]
    .filter(([name, { occurs }]) => occurs === 'required' || alsoRequired[type]?.includes(name))
    .map(([name]) => name);
  for (const name of required) {
    if (!seen.has(name)) report(element, `Required field is missing: ${name}`);
  }
  return problems;
}

function checkContent(element: XmlElement, { occurs, content }: ElementDeclaration): Problem[] {
  const problem = (message: string): Problem[] => [
    { message, line: element.line, column: element.column },
  ];
  if (content === 'any') return [];
  if (element.attributes['xsi:nil'] === 'true' && occurs !== 'required') return [];
  if (typeof content === 'object' && 'structure' in content) {
    return checkAgainstSchema(element, content.structure);
  }
  const [first] = element.children;
  if (first) {
    return problem(
      `Error parsing file: Element {${NAMESPACE}}${first.name} invalid at this location in ${element.name}`,
    );
  }
  const text = element.text.trim();
  if (typeof content === 'object') {
    if (content.words.includes(text)) return [];
    return problem(`'${text}' is not a valid value for the enum '${content.enum}'`);
  }
  if (content === 'text' || plainForms[content].form.test(text)) return [];
  return problem(
    `Error parsing file: '${text}' is not a valid value for the type ${plainForms[content].type}`,
  );
}
