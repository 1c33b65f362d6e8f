import type { Plan } from '../worksheet/interfaces.ts';
import { PACKAGE } from '../worksheet/packageNames.ts';

/** What only a person can do in the org; the words of each stand in messages/deploy.md. */
const STEPS = [
  'communityManagers',
  'writer',
  'workflowUser',
  'containers',
  'approvers',
  'reviewAction',
  'signOn',
] as const;
export type Step = (typeof STEPS)[number];

/** The steps that a plan leaves to people, in the order in which they are best done. */
export function stepsOf(plan: Plan): Step[] {
  const approval = plan.containerAccounts !== null;
  const needed: Record<Step, boolean> = {
    communityManagers: true,
    writer: plan.contactManager !== null || plan.activitySync !== null,
    // Scheduled paths run as this user (Salesforce Help, "Process Automation Settings").
    workflowUser: plan.flowDown.length > 0,
    containers: approval,
    approvers: approval,
    reviewAction: approval,
    signOn: plan.sso !== null,
  };
  return STEPS.filter((step) => needed[step]);
}

/**
 * The commands that do the same as `hl deploy` with the Salesforce CLI.
 *
 * @param target how the CLI knows the org
 * @param retired whether there are flows to deactivate
 */
export function sameWithSf(
  plan: Plan,
  { target, directory, retired }: { target: string; directory: string; retired: string | null },
): string[] {
  const { username } = plan.access;
  const org = `--target-org ${target}`;
  const forUser = username === null ? '' : ` --on-behalf-of ${username}`;
  const apps = plan.access.login === 'jwt' || plan.sso !== null;
  return [
    `sf project deploy start --source-dir ${directory} ${org}`,
    ...(retired === null ? [] : [`sf project deploy start --metadata-dir ${retired} ${org}`]),
    `sf org assign permset --name ${PACKAGE.permissionSet} ${org}${forUser}`,
    ...(apps ? [`hl app create ${org}`] : []),
  ];
}
