/*
 * Ends the process with a plain message when the running Node is too old.
 * Imported before anything else: only what old Nodes can parse may stand here.
 */
const needed = 24;

if (Number(process.versions.node.split('.')[0]) < needed) {
  console.error(
    `This is Node ${process.versions.node} (${process.execPath}). Node ${needed} or later is needed.\n` +
      'In a checkout, "npm run …", "npm test" and "npx hl …" use the Node that "npm ci" installs beside the other packages.\n' +
      `If they still end here, npm was told to run no install scripts: run "npm ci --ignore-scripts=false", or install Node ${needed}.`,
  );
  process.exit(1);
}
