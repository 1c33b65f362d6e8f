/* Only what old Nodes can parse may stand here. */
const needed = 24;

/** What is wrong with the Node that runs this; undefined if nothing is. */
export function findNodeProblem() {
  return Number(process.versions.node.split('.')[0]) < needed
    ? `This is Node ${process.versions.node} (${process.execPath}). Node ${needed} or later is needed.`
    : undefined;
}
