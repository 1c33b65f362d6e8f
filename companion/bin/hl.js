#!/usr/bin/env node
import './require-node.js';
import './require-build.js';

// Not imported above: an old Node would stumble over what it does not have before it could say that it is old.
await import('./compile-cache.js');
const args = process.argv.slice(2);
const { keepProcessSmall } = await import('../lib/cli/smallProcess.js');
keepProcessSmall(args);
const { runHl } = await import('../lib/cli/run.js');
await runHl(args);
