import type { Plan } from '../../worksheet/interfaces.ts';
import { API_VERSION } from '../flowParts.ts';
import { toXml } from '../xml.ts';
import { approvalTest } from './approvalTest.ts';
import { stampFlowTests } from './flowTests.ts';
import { stampTest } from './stampTest.ts';

/**
 * Tests that travel with the package and run in the org (a production org
 * activates flows on deployment only if tests cover them): text by path below
 * `test/default`.
 */
export function travellingTests(plan: Plan): Readonly<Record<string, string>> {
  return {
    ...apexClass('HL_StampTest', stampTest(plan)),
    ...(plan.containerAccounts !== null && apexClass('HL_ApprovalTest', approvalTest(plan))),
    ...Object.fromEntries(
      Object.entries(stampFlowTests).map(([name, content]) => [
        `flowtests/${name}.flowtest-meta.xml`,
        toXml('FlowTest', content),
      ]),
    ),
  };
}

function apexClass(name: string, text: string): Record<string, string> {
  return {
    [`classes/${name}.cls`]: text,
    [`classes/${name}.cls-meta.xml`]: toXml('ApexClass', {
      apiVersion: API_VERSION,
      status: 'Active',
    }),
  };
}
