#!/usr/bin/env node
import './require-node.js';
import './require-build.js';
import './compile-cache.js';

const args = process.argv.slice(2);
const { keepProcessSmall } = await import('../lib/cli/smallProcess.js');
keepProcessSmall(args);
const { runHl } = await import('../lib/cli/run.js');
await runHl(args);
