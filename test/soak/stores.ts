import { join } from 'node:path';
import type { Workspace } from '../../companion/src/demo/workspace.ts';

let files = 0;

/** A SQLite file that goes away with the workspace. */
export function newFile({ project }: Workspace): Promise<string> {
  return Promise.resolve(join(project, `store-${++files}.db`));
}
