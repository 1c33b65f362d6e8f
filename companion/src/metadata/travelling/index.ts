import type { Plan } from '../../worksheet/interfaces.ts';
import { API_VERSION } from '../flowParts.ts';
import { toXml } from '../xml.ts';
import { approvalTest } from './approvalTest.ts';
import { stampFlowTests } from './flowTests.ts';
import { stampTest } from './stampTest.ts';

/**
 * The folder of the tests, seen from that of the package: a package directory
 * of its own, because Professional Edition has no Apex.
 */
const FOLDER = '../../test/default';

/**
 * Tests that travel with the package and run in the org (a production org
 * activates flows on deployment only if tests cover them): text by path.
 */
export function travellingTests(plan: Plan): Readonly<Record<string, string>> {
  return {
    ...apexClass('HL_StampTest', stampTest(plan)),
    ...(plan.containerAccounts !== null && apexClass('HL_ApprovalTest', approvalTest(plan))),
    ...Object.fromEntries(
      Object.entries(stampFlowTests).map(([name, content]) => [
        `${FOLDER}/flowtests/${name}.flowtest-meta.xml`,
        toXml('FlowTest', content),
      ]),
    ),
  };
}

function apexClass(name: string, text: string): Record<string, string> {
  return {
    [`${FOLDER}/classes/${name}.cls`]: text,
    [`${FOLDER}/classes/${name}.cls-meta.xml`]: toXml('ApexClass', {
      apiVersion: API_VERSION,
      status: 'Active',
    }),
  };
}
