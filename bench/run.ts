/*
 * npm run bench [-- --only idle] [-- --scale 0.1]: what a refresh costs, as a table
 * and as one JSON line a figure. The local org and the companion are processes of
 * their own, so that time and memory are the companion's alone.
 */
import { parseArgs } from 'node:util';
import { measureCalls, measureIdle } from './parts/changes.ts';
import { measurePostgres, measureSqlite } from './parts/full.ts';
import { measureMemory } from './parts/memory.ts';
import { openScene, type Scene } from './scene.ts';
import { printTable } from './table.ts';

/** In an order in which those that use an org of one size follow each other. */
const PARTS: Readonly<Record<string, (scene: Scene) => Promise<void>>> = {
  calls: measureCalls,
  idle: measureIdle,
  sqlite: measureSqlite,
  postgres: measurePostgres,
  memory: measureMemory,
};

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: Object.keys(PARTS) },
    scale: { type: 'string', default: '1' },
  },
});
const scale = Number(values.scale);
if (!(scale > 0 && scale <= 1)) {
  throw new Error(`--scale takes a number above 0 and up to 1, not ${values.scale}`);
}
const unknown = values.only.find((name) => !Object.hasOwn(PARTS, name));
if (unknown !== undefined) {
  throw new Error(`--only takes ${Object.keys(PARTS).join(', ')}, not ${unknown}`);
}

const scene = openScene(scale);
try {
  for (const [name, measure] of Object.entries(PARTS)) {
    if (values.only.includes(name)) await measure(scene);
  }
  printTable(scene.figures);
} finally {
  scene.close();
}
