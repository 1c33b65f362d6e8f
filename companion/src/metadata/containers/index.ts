import type { Plan } from '../../worksheet/interfaces.ts';
import { PACKAGE } from '../../worksheet/packageNames.ts';
import { toXml } from '../xml.ts';
import { writableIsActive } from './activation.ts';
import { arrivalFlow } from './arrivalFlow.ts';
import { containerFlow } from './containerFlow.ts';
import { approvalFields } from './fields.ts';
import { approvers, emailFolder, emailTemplate, emailText, workflow } from './notification.ts';
import { approverPermissionSet } from './permissionSet.ts';
import { reviewAction, reviewFlow } from './reviewFlow.ts';

const names = PACKAGE.approval;

/**
 * What holds new sign-ups in a container account until someone approves them
 * (seeds/000, "Contact creation initial setup" and "Best practices"): the text
 * of each file by its path in the package; nothing if the worksheet has no such
 * section.
 */
export function containerFiles(plan: Plan): Readonly<Record<string, string>> {
  if (plan.containerAccounts === null) return {};
  const fields = approvalFields.map(({ object, field }): [path: string, text: string] => [
    `objects/${object}/fields/${field.fullName!}.field-meta.xml`,
    toXml('CustomField', field),
  ]);
  const isActive = writableIsActive(plan);
  const template = `email/${names.emailFolder}/${names.emailTemplate}.email`;
  return {
    ...Object.fromEntries(fields),
    [`email/${names.emailFolder}.emailFolder-meta.xml`]: toXml('EmailFolder', emailFolder),
    [template]: emailText,
    [`${template}-meta.xml`]: toXml('EmailTemplate', emailTemplate),
    [`flows/${names.arrivalFlow}.flow-meta.xml`]: toXml('Flow', arrivalFlow(plan)),
    ...(isActive !== null && {
      [`flows/${names.containerFlow}.flow-meta.xml`]: toXml('Flow', containerFlow(isActive)),
    }),
    [`flows/${names.reviewFlow}.flow-meta.xml`]: toXml('Flow', reviewFlow(plan)),
    [`groups/${names.approvers}.group-meta.xml`]: toXml('Group', approvers),
    [`permissionsets/${names.permissionSet}.permissionset-meta.xml`]: toXml(
      'PermissionSet',
      approverPermissionSet(plan),
    ),
    [`quickActions/Contact.${names.reviewFlow}.quickAction-meta.xml`]: toXml(
      'QuickAction',
      reviewAction,
    ),
    'workflows/Contact.workflow-meta.xml': toXml('Workflow', workflow),
  };
}
