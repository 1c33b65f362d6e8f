/*
 * The init hook of the sf plugin. The Node is then the one of sf, which calls
 * this before every command, also those of others: it must cost nothing.
 */
import { findNodeProblem } from './node-version.js';

/** @type {import('@oclif/core').Hook<'init'>} */
export default function init({ id }) {
  const problem = findNodeProblem();
  if (problem === undefined || !/^hl(:|$)/.test(id ?? '')) return;
  this.error(`${problem} "sf version" shows the Node of sf: install sf under a newer one.`, {
    exit: 1,
  });
}
