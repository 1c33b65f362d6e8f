import { recipientKinds } from '../mail/recipients.ts';
import { compileTemplate, TemplateProblem } from '../mail/template.ts';
import type { Org } from '../org.ts';
import type { SObject } from '../schema/types.ts';
import type { Component } from './components.ts';
import { checkElement } from './elements.ts';
import type { ElementSpec } from './elements.ts';
import { ComponentFailure, failOn } from './results.ts';
import { findComponent } from './store.ts';
import type { Deployed } from './store.ts';
import { keep } from './stored.ts';
import { child, childrenOf, textOf } from './xml.ts';
import type { Problem, XmlElement } from './xml.ts';

/** Workflow rules and what they do beside e-mail are refused: they would act on saves. */
const workflowSpec: ElementSpec = { type: 'Workflow' };

const alertSpec: ElementSpec = {
  type: 'WorkflowAlert',
  required: { fullName: 'text', description: 'text', template: 'text', protected: 'boolean' },
  optional: {
    ccEmails: ['text'],
    recipients: [
      {
        type: 'WorkflowEmailRecipient',
        required: { type: { oneOf: Object.keys(recipientKinds) } },
        optional: { field: 'text', recipient: 'text' },
      },
    ],
    senderAddress: 'text',
    senderType: { oneOf: ['CurrentUser', 'DefaultWorkflowUser', 'OrgWideEmailAddress'] },
  },
};

/** An object's file of workflows holds its e-mail alerts, which are components of their own. */
export function deployWorkflow(component: Component, org: Org, now: Date): Deployed {
  const { root, fullName } = component;
  failOn(checkElement(root, workflowSpec));
  if (!org.schema.object(fullName)) throw unknown(root, 'CustomObject', fullName);
  return keep(component, org, now);
}

/** Keeps an e-mail alert whose template and recipients there are. */
export function deployAlert(component: Component, org: Org, now: Date): Deployed {
  const { root, fullName } = component;
  failOn(checkElement(root, alertSpec));
  const objectName = fullName.slice(0, fullName.indexOf('.'));
  const object = org.schema.object(objectName);
  if (!object) throw unknown(root, 'CustomObject', objectName);
  // No organization-wide address can have been set up.
  if (textOf(root, 'senderType') === 'OrgWideEmailAddress') {
    const address = child(root, 'senderAddress');
    throw unknown(address ?? root, 'OrgWideEmailAddress', address?.text ?? '');
  }
  checkTemplate(child(root, 'template')!, object, org);
  failOn(childrenOf(root, 'recipients').flatMap((one) => checkRecipient(one, object, org)));
  return keep(component, org, now);
}

/** Whether there is what the recipient is named by. */
function checkRecipient(recipient: XmlElement, object: SObject, org: Org): Problem[] {
  const { namedBy, exists } = recipientKinds[textOf(recipient, 'type')!]!;
  if (!namedBy) return [];
  const named = child(recipient, namedBy.element);
  const name = named?.text ?? '';
  if (exists(org, object, name)) return [];
  const wanted = namedBy.type === 'CustomField' ? `${object.name}.${name}` : name;
  return [notThere(named ?? recipient, namedBy.type, wanted)];
}

function checkTemplate(template: XmlElement, object: SObject, org: Org): void {
  const found = findComponent(org.db, 'EmailTemplate', template.text);
  if (!found) throw unknown(template, 'EmailTemplate', template.text);
  try {
    compileTemplate(JSON.parse(found.content) as Record<string, string>, object, org.schema);
  } catch (error) {
    if (!(error instanceof TemplateProblem)) throw error;
    const { line, column } = template;
    throw new ComponentFailure([{ message: error.message, line, column }]);
  }
}

function unknown(at: XmlElement, type: string, name: string): ComponentFailure {
  return new ComponentFailure([notThere(at, type, name)]);
}

function notThere(
  { name: element, line, column }: XmlElement,
  type: string,
  name: string,
): Problem {
  return { message: `In field: ${element} - no ${type} named ${name} found`, line, column };
}
