import { hash } from 'node:crypto';
import type { ContactRecord } from '../salesforce/interfaces.ts';
import type { Plan } from '../worksheet/interfaces.ts';
import { judge } from './gates.ts';
import type { Member, Profile } from './interfaces.ts';
import { toText, valueOf } from './values.ts';

/** What a live Salesforce contact means to the community, by the rules of the plan. */
export function toMember(contact: ContactRecord, plan: Pick<Plan, 'gates' | 'profile'>): Member {
  const content = {
    name: toText(valueOf(contact, 'Name')) ?? '',
    profile: readProfile(contact, plan.profile),
    verdict: judge(contact, plan.gates),
  };
  return {
    legacyContactKey: contact.id,
    email: content.profile['EmailAddress'] ?? null,
    ...content,
    contentHash: hash('sha256', JSON.stringify(content), 'base64url'),
  };
}

function readProfile(contact: ContactRecord, fields: Plan['profile']): Profile {
  const profile: Record<string, string | null> = {};
  for (const { name, source } of fields) {
    profile[name] = toText(valueOf(contact, source));
  }
  return profile;
}
