import { strFromU8, unzipSync } from 'fflate';
import { SalesforceError } from '../errors.ts';
import { childrenOf, parseXml, textOf } from './xml.ts';

/** A zip as `deploy` takes it: the files below its root folder and what package.xml lists. */
export interface Package {
  readonly files: ReadonlyMap<string, string>;
  /** Listed names by type, such as CustomField → Contact.X__c. */
  readonly members: ReadonlyMap<string, readonly string[]>;
}

// No package of an association comes near; what does is a bomb.
const MAX_UNZIPPED_BYTES = 400 * 1024 * 1024;

/** @throws {SalesforceError} when the zip is broken, too large, or has no package.xml. */
export function readPackage(zip: Buffer): Package {
  let entries: Record<string, Uint8Array>;
  try {
    let total = 0;
    entries = unzipSync(zip, {
      filter: ({ originalSize }) => {
        total += originalSize;
        if (total > MAX_UNZIPPED_BYTES) throw new Error('too large');
        return true;
      },
    });
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : '';
    throw new SalesforceError('INVALID_ID_FIELD', `Unable to read zip file: ${detail}`);
  }
  const manifest = Object.keys(entries).find((path) => /^(?:[^/]+\/)?package\.xml$/.test(path));
  if (manifest === undefined) {
    throw new SalesforceError('INVALID_CROSS_REFERENCE_KEY', 'No package.xml found');
  }
  const root = manifest.slice(0, -'package.xml'.length);
  const files = new Map<string, string>();
  for (const [path, bytes] of Object.entries(entries)) {
    if (!path.startsWith(root) || path.endsWith('/')) continue;
    files.set(path.slice(root.length), strFromU8(bytes));
  }
  return { files, members: membersOf(files.get('package.xml')!) };
}

/** What a manifest lists: names by type. */
export function membersOf(manifest: string): Map<string, readonly string[]> {
  return new Map(
    childrenOf(parseXml(manifest), 'types').map((type) => [
      textOf(type, 'name') ?? '',
      childrenOf(type, 'members').map(({ text }) => text),
    ]),
  );
}
