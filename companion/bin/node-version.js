/* Only what old Nodes can parse may stand here. */
const needed = '24.14';

/** What is wrong with the Node that runs this; undefined if nothing is. */
export function findNodeProblem() {
  return process.versions.node.localeCompare(needed, undefined, { numeric: true }) < 0
    ? `This is Node ${process.versions.node} (${process.execPath}). Node ${needed} or later is needed.`
    : undefined;
}
