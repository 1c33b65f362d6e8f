import { hash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FieldCatalogue } from '../refresh/interfaces.ts';
import type { Plan } from '../worksheet/interfaces.ts';

/**
 * Stands for rules: as `refresh/` has them, and as the worksheet and Salesforce's
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

const RULES = fileURLToPath(new URL('../refresh/', import.meta.url));

let code: string | undefined;

/** The rules of another version of the companion may make other members. */
function rulesCode(): string {
  const extension = extname(import.meta.filename);
  code ??= hashOf(
    readdirSync(RULES)
      .filter((file) => file.endsWith(extension) && !file.endsWith('.d.ts'))
      .sort()
      .map((file) => readFileSync(join(RULES, file), 'utf8')),
  );
  return code;
}

function hashOf(parts: readonly string[]): string {
  return hash('sha256', parts.join('\0'), 'base64url');
}
