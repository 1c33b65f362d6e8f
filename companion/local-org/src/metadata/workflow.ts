import type { Org } from '../org.ts';
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
        required: { type: { oneOf: ['email', 'group', 'owner', 'user', 'userLookup'] } },
        optional: { field: 'text', recipient: 'text' },
      },
    ],
    senderType: { oneOf: ['CurrentUser', 'DefaultWorkflowUser'] },
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
  const object = fullName.slice(0, fullName.indexOf('.'));
  if (!org.schema.object(object)) throw unknown(root, 'CustomObject', object);
  const template = child(root, 'template')!;
  if (!findComponent(org.db, 'EmailTemplate', template.text)) {
    throw unknown(template, 'EmailTemplate', template.text);
  }
  failOn(childrenOf(root, 'recipients').flatMap((one) => checkRecipient(one, object, org)));
  return keep(component, org, now);
}

/** What kinds of recipient are named by, and whether there is one of that name. */
function checkRecipient(recipient: XmlElement, object: string, org: Org): Problem[] {
  const { rows, schema } = org;
  const named = textOf(recipient, 'recipient') ?? '';
  const field = textOf(recipient, 'field') ?? '';
  const isThere = (table: string, match: Record<string, string>) =>
    rows.find(schema.object(table)!, match).length > 0;
  switch (textOf(recipient, 'type')) {
    case 'group':
      if (isThere('Group', { DeveloperName: named, Type: 'Regular' })) return [];
      return [notThere(child(recipient, 'recipient') ?? recipient, 'Group', named)];
    case 'user':
      if (isThere('User', { Username: named })) return [];
      return [notThere(child(recipient, 'recipient') ?? recipient, 'User', named)];
    case 'email':
    case 'userLookup':
      if (schema.field(object, field)) return [];
      return [
        notThere(child(recipient, 'field') ?? recipient, 'CustomField', `${object}.${field}`),
      ];
    default:
      return [];
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
