import { createRequire } from 'node:module';
import type * as ApexParserPackage from '@apexdevtools/apex-parser';
import type { Problem } from './xml.ts';

/** Loads the parser for the first class that is deployed: most orgs never need it. */
const require = createRequire(import.meta.url);

/** The first syntax error of an Apex class, if there is one; nothing else is checked. */
export function checkApexClass(source: string): Problem[] {
  const { ApexErrorListener, ApexParserFactory } =
    require('@apexdevtools/apex-parser') as typeof ApexParserPackage;
  const problems: Problem[] = [];
  class Listener extends ApexErrorListener {
    override apexSyntaxError(line: number, column: number, message: string): void {
      problems.push({ message: toPlatformWords(message), line, column: column + 1 });
    }
  }
  ApexParserFactory.createLexerAndParser(source, new Listener()).parser.compilationUnit();
  return problems.slice(0, 1);
}

/** The parser lists every token that could stand there; the platform names the one that does. */
function toPlatformWords(message: string): string {
  if (message.startsWith('missing ')) return message.replace('missing', 'Missing');
  const [, token] = /^(?:mismatched|extraneous) input ('.*?') expecting/s.exec(message) ?? [];
  return token === undefined ? message : `Unexpected token ${token}.`;
}

/** Whether the class holds tests, which a deploy may ask to run. */
export function isTestClass(source: string): boolean {
  return /@isTest\b|\btestMethod\b/i.test(source);
}
