import { hash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { Plan } from '../worksheet/interfaces.ts';
import type { FieldCatalogue } from './interfaces.ts';

/**
 * Stands for rules: as they are written here, and as the worksheet and Salesforce's
 * labels fill them in. What the same rules made of a contact need not be made again
 * until the contact changes or the day on which its member expires is over.
 */
export function fingerprintRules(
  { fingerprint }: Pick<Plan, 'fingerprint'>,
  catalogue: FieldCatalogue,
): string {
  const labels = [...catalogue].map(([path, { options, ...field }]) => [path, field, [...options]]);
  return hashOf([rulesCode(), fingerprint, JSON.stringify(labels)]);
}

let code: string | undefined;

/** The rules of another version of this folder may make other members. */
function rulesCode(): string {
  const extension = extname(import.meta.filename);
  code ??= hashOf(
    readdirSync(import.meta.dirname)
      .filter((file) => file.endsWith(extension) && !file.endsWith('.d.ts'))
      .sort()
      .map((file) => readFileSync(join(import.meta.dirname, file), 'utf8')),
  );
  return code;
}

function hashOf(parts: readonly string[]): string {
  return hash('sha256', parts.join('\0'), 'base64url');
}
