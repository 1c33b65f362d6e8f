import type { Context } from './interfaces.ts';

/*
 * Commands that mend something, as a person types them. In a fix they stand in
 * backticks, in the order in which they are run.
 */

type Target = Pick<Context, 'targetOrg'>;

export function deployCommand({ targetOrg }: Target): string {
  return `\`hl deploy --target-org ${targetOrg}\``;
}

export function createAppCommand({ targetOrg }: Target, ...flags: readonly string[]): string {
  return `\`${['hl app create --target-org', targetOrg, ...flags].join(' ')}\``;
}

/** @param username whom to give it; absent for whoever runs the command */
export function assignCommand(
  permissionSet: string,
  { targetOrg }: Target,
  username?: string,
): string {
  const forWhom = username === undefined ? '' : ` --on-behalf-of ${username}`;
  return `\`sf org assign permset --name ${permissionSet}${forWhom} --target-org ${targetOrg}\``;
}
