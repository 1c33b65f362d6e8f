import { XMLParser } from 'fast-xml-parser';
import { SyntaxValidator } from 'fast-xml-validator';

/** An element of a metadata file, with the place where it starts. */
export interface XmlElement {
  readonly name: string;
  /** Text content, entities decoded; empty when the element has children. */
  readonly text: string;
  readonly children: readonly XmlElement[];
  readonly attributes: Readonly<Record<string, string>>;
  /** 1-based. */
  readonly line: number;
  readonly column: number;
}

/** Something wrong with a deployed file, as the Metadata API reports it. */
export interface Problem {
  readonly message: string;
  readonly line?: number;
  readonly column?: number;
}

/** Thrown for a file that is not well-formed. */
export class XmlSyntaxError extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.message);
    this.problem = problem;
  }
}

type Node = Record<string, unknown>;
const metadata = XMLParser.getMetaDataSymbol() as unknown as string;

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  captureMetaData: true,
  // A file with entity declarations is not metadata; refusing them also refuses entity bombs.
  processEntities: { enabled: true, maxTotalExpansions: 100_000 },
});

/**
 * Parses one XML document into its root element.
 * @throws {XmlSyntaxError} with line and column when it is not well-formed.
 */
export function parseXml(source: string): XmlElement {
  checkSyntax(source);
  const position = positions(source);
  const toElement = (node: Node): XmlElement | undefined => {
    const name = Object.keys(node).find((key) => key !== ':@');
    if (name === undefined || name.startsWith('?') || name === '#text') return undefined;
    const content = node[name] as Node[];
    const children = content.map(toElement).filter((child) => child !== undefined);
    const text = content.map((child) => (child['#text'] as string | undefined) ?? '').join('');
    const { startIndex } = node[metadata] as { startIndex: number };
    return {
      name,
      text: children.length > 0 ? '' : text,
      children,
      attributes: (node[':@'] ?? {}) as Record<string, string>,
      ...position(startIndex),
    };
  };
  const root = (parser.parse(source) as Node[]).map(toElement).find((node) => node !== undefined);
  if (!root) throw new XmlSyntaxError({ message: 'Error parsing file: no root element' });
  return root;
}

function checkSyntax(source: string): void {
  try {
    SyntaxValidator.validate(source);
  } catch (error) {
    const { message, line, col } = error as Error & { line: number; col: number };
    throw new XmlSyntaxError({ message: `Error parsing file: ${message}`, line, column: col });
  }
}

export const NAMESPACE = 'http://soap.sforce.com/2006/04/metadata';

/** An element that was not read from a file: one that holds others, or plain content. */
export function element(name: string, content: string | readonly XmlElement[]): XmlElement {
  const isText = typeof content === 'string';
  return {
    name,
    text: isText ? content : '',
    children: isText ? [] : content,
    attributes: {},
    line: 0,
    column: 0,
  };
}

/** The first child of that name. */
export function child(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.find((candidate) => candidate.name === name);
}

/** All children of that name, in their order. */
export function childrenOf(element: XmlElement, name: string): XmlElement[] {
  return element.children.filter((candidate) => candidate.name === name);
}

/** Text of the first child of that name; undefined when there is no such child. */
export function textOf(element: XmlElement, name: string): string | undefined {
  return child(element, name)?.text;
}

/** Turns an offset into 1-based line and column. */
function positions(source: string): (offset: number) => { line: number; column: number } {
  const lineStarts = [0];
  for (let i = source.indexOf('\n'); i >= 0; i = source.indexOf('\n', i + 1)) {
    lineStarts.push(i + 1);
  }
  return (offset) => {
    let low = 0;
    let high = lineStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (lineStarts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - lineStarts[low]! + 1 };
  };
}

/** Writes an element and what it holds, without white space between elements. */
export function toXml(element: XmlElement): string {
  const content = element.children.map(toXml).join('') || escapeXml(element.text);
  return `<${element.name}>${content}</${element.name}>`;
}

/** Writes a file of metadata as the Metadata API gives it back. */
export function writeXml(root: XmlElement): string {
  const write = (element: XmlElement, indent: string): string => {
    const { name, children, text } = element;
    const attributes = Object.entries(element.attributes)
      .map(([attribute, value]) => ` ${attribute}="${escapeXml(value).replaceAll('"', '&quot;')}"`)
      .join('');
    const open = `${indent}<${name}${attributes}`;
    if (children.length > 0) {
      const inside = children.map((child) => write(child, `${indent}    `)).join('');
      return `${open}>\n${inside}${indent}</${name}>\n`;
    }
    return text === '' ? `${open}/>\n` : `${open}>${escapeXml(text)}</${name}>\n`;
  };
  const attributes = { xmlns: NAMESPACE, ...root.attributes };
  return `<?xml version="1.0" encoding="UTF-8"?>\n${write({ ...root, attributes }, '')}`;
}

export function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
