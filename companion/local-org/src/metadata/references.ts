import type { DatabaseSync } from 'node:sqlite';
import { compileFlow } from '../flow/compile.ts';
import { loadDeployedSchema } from './deployedSchema.ts';
import { listComponents } from './store.ts';
import type { StoredComponent } from './store.ts';
import { parseXml } from './xml.ts';

/**
 * Components that refer to something that is not there any more. All of them
 * made sense when they were deployed, so whatever does not now depends on what
 * was taken away since. Every version of a flow counts, also an inactive one.
 */
export function brokenComponents(db: DatabaseSync): StoredComponent[] {
  const broken: StoredComponent[] = [];
  const schema = loadDeployedSchema(db, broken);
  for (const version of listComponents(db, 'Flow')) {
    const name = version.fullName.replace(/-\d+$/, '');
    if (compileFlow(name, parseXml(version.content), schema).problems.length > 0) {
      broken.push(version);
    }
  }
  return broken;
}
