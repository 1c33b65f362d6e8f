/*
 * Writes companion/oclif.manifest.json: what oclif needs to answer `hl --help`
 * without loading any command. `oclif manifest` writes the same file, but its
 * package brings a cloud SDK and hundreds of other packages for publishing.
 */
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../companion/', import.meta.url));
// The companion's oclif: the root folder holds an older one, which `sf` brings.
const { Plugin } = createRequire(`${root}package.json`)('@oclif/core');

const plugin = new Plugin({
  root,
  isRoot: true,
  ignoreManifest: true,
  errorOnManifestCreate: true,
  respectNoCacheDefault: true,
});
await plugin.load();
writeFileSync(`${root}oclif.manifest.json`, `${JSON.stringify(plugin.manifest, null, 2)}\n`);
