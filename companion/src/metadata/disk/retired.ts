import { existsSync, readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { manifest } from '../manifest.ts';
import type { PackageFiles } from '../package.ts';
import { toXml } from '../xml.ts';

const FLOW_FILE = /\/flows\/(.*)\.flow-meta\.xml$/;
const FOLDER = 'flowDefinitions';
const EXTENSION = '.flowDefinition';

/** The API name of the flow that a file of the package holds; undefined for any other file. */
export function flowIn(path: string): string | undefined {
  return FLOW_FILE.exec(path)?.[1];
}

/** The flows that a folder deactivates. */
export function readRetired(folder: string): string[] {
  const definitions = join(folder, FOLDER);
  if (!existsSync(definitions)) return [];
  const files = readdirSync(definitions).filter((file) => file.endsWith(EXTENSION));
  return files.map((file) => basename(file, EXTENSION)).toSorted();
}

/** Takes out of the folder all but these flows; without any the folder goes. */
export function dropRetired(folder: string, butFor: readonly string[]): void {
  if (butFor.length === 0) rmSync(folder, { recursive: true, force: true });
  for (const flow of readRetired(folder)) {
    if (!butFor.includes(flow)) rmSync(join(folder, FOLDER, `${flow}${EXTENSION}`));
  }
}

/**
 * What deactivates flows, in the Metadata API's own format: deploying it can be
 * undone, unlike deleting the flows, and no interview that waits hinders it.
 */
export function deactivation(flows: readonly string[]): PackageFiles {
  const definitions = flows.map((flow): [string, string] => [
    `${FOLDER}/${flow}${EXTENSION}`,
    toXml('FlowDefinition', { activeVersionNumber: 0 }),
  ]);
  return {
    'package.xml': manifest([{ type: 'FlowDefinition', members: flows }]),
    ...Object.fromEntries(definitions),
  };
}
