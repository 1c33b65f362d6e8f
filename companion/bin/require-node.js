/*
 * Ends the process with a plain message when the running Node is too old.
 * Imported before anything else: only what old Nodes can parse may stand here.
 */
import { findNodeProblem } from './node-version.js';

const problem = findNodeProblem();

if (problem !== undefined) {
  console.error(
    `${problem}\n` +
      'In a checkout, "npm run …", "npm test" and "npx hl …" use the Node that "npm ci" installs beside the other packages.\n' +
      'If they still end here, npm was told to run no install scripts: run "npm ci --ignore-scripts=false", or install a newer Node.',
  );
  process.exit(1);
}
