#!/usr/bin/env node
import './require-node.js';
import './require-build.js';

const { runHl } = await import('../lib/cli/run.js');
await runHl(process.argv.slice(2));
