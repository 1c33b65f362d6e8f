import { differences } from '../differences.ts';
import { reasonsAgainst } from '../gates.ts';
import { goneReason } from '../transition.ts';
import { causeOf } from './causes.ts';
import type {
  AbsentContact,
  Answer,
  DeletedContact,
  Evidence,
  HeldContact,
  LiveContact,
} from './interfaces.ts';

/** seeds/000, "Frequently Asked Questions", as far as they are about one contact. */
const QUESTION = {
  issue:
    'Why does the message “There has been an issue retrieving data from the web service.” display?',
  added: 'Why wasn’t my member added to my community?',
  limit: 'Is Limit by Security Groups enabled?',
  updated: 'Why didn’t my member record update in the community?',
} as const;

/** The questions that arise for a contact, with their answers. */
export function answersOf(evidence: Evidence): Answer[] {
  const { legacyContactKey: key, salesforce, community, refresh } = evidence;
  switch (salesforce.state) {
    case 'deleted':
      return [whyDeleted(salesforce, community)];
    case 'absent':
      return [whyAbsent(key, salesforce, community)];
    case 'live':
      return [
        whyAdded(evidence, salesforce, community),
        whetherLimited(salesforce, refresh.limitTo),
        ...(community === null || neverThere(salesforce, community)
          ? []
          : [whyUpdated(evidence, salesforce, community)]),
      ];
  }
}

/** Nobody waits for the update of a member that the community never had and may not have. */
function neverThere({ member }: LiveContact, { status }: HeldContact): boolean {
  return status === 'notImported' && !member.verdict.eligible;
}

function whyDeleted(contact: DeletedContact, community: HeldContact | null): Answer {
  return {
    question: QUESTION.issue,
    answer: `${goneReason(contact)}. ${whatIsLeft(community)}.`,
    actions: [
      contact.masterId === null
        ? 'If it was deleted by mistake, restore it from the recycle bin in Salesforce.'
        : `See the contact that won the merge: \`hl explain ${contact.masterId}\`.`,
    ],
  };
}

function whyAbsent(key: string, contact: AbsentContact, community: HeldContact | null): Answer {
  const question = QUESTION.issue;
  if (!contact.seesAllContacts) {
    return {
      question,
      answer: `Salesforce shows no contact with this key to this user. Whether it was deleted or is hidden by sharing is not known, because the user does not have View All on Contact. ${whatIsLeft(community)}.`,
      actions: ['Give the user View All on Contact: `hl check` says how.'],
    };
  }
  return community === null
    ? {
        question,
        answer: `Salesforce has no contact with this key. ${whatIsLeft(community)}.`,
        actions: [`Compare ${key} with the address of the contact’s page in Salesforce.`],
      }
    : {
        question,
        answer: `Salesforce no longer has this contact, not even in the recycle bin. ${whatIsLeft(community)}.`,
        actions: [],
      };
}

/** What the community has of a contact that is gone: seeds/000, FAQ, "it will be disabled". */
function whatIsLeft(community: HeldContact | null): string {
  switch (community?.status) {
    case undefined:
      return 'It was never synced to the community';
    case 'active':
      return 'The community still has the member as active; the next refresh that finds this out disables it';
    case 'disabled':
      return 'The member is disabled in the community';
    case 'notImported':
      return 'It was never eligible, so the community has no such member';
  }
}

function whyAdded(evidence: Evidence, live: LiveContact, community: HeldContact | null): Answer {
  const { legacyContactKey: key, refresh } = evidence;
  const { member } = live;
  const present = community?.status === 'active';
  if (member.verdict.eligible) {
    // Of a member that the community has, the question about updates says it.
    const cause = community === null ? ` ${causeOf({ refresh, live, community })}` : '';
    return {
      question: QUESTION.added,
      answer: present
        ? 'It was: every gate lets the contact in, and the member is active.'
        : `Every gate lets the contact in, but no refresh has brought it into the community yet.${cause}`,
      actions: present ? [] : [refreshNow(key)],
    };
  }
  const reasons = reasonsAgainst(member.verdict).join('; ');
  return {
    question: QUESTION.added,
    answer: present
      ? `It was, but it is not eligible any more. ${reasons}. The next refresh disables the member.`
      : `It is not eligible. ${reasons}.`,
    actions: ['If the contact shall be in the community, change this in Salesforce.'],
  };
}

function whetherLimited({ member }: LiveContact, limitTo: readonly string[] | null): Answer {
  const verdict = member.verdict.gates.find(({ gate }) => gate === 'Limit by Security Group');
  return {
    question: QUESTION.limit,
    answer:
      limitTo === null || verdict === undefined
        ? 'No, the worksheet’s securityGroups.limitTo is empty.'
        : `Yes, to ${limitTo.join(', ')}. The contact ${verdict.passed ? 'matches' : 'does not match'}. ${verdict.detail}.`,
    actions: [],
  };
}

/** "Check the HL_Mod_Date on the Contact record." */
function whyUpdated(evidence: Evidence, live: LiveContact, community: HeldContact): Answer {
  const different = differences(community, live.member);
  const written = `the community, last written at ${community.lastRefreshedAt}`;
  if (different.length === 0) {
    return {
      question: QUESTION.updated,
      answer: `It is up to date: Salesforce has nothing that ${written}, does not have.`,
      actions: [],
    };
  }
  return {
    question: QUESTION.updated,
    answer: [
      `Salesforce has something else than ${written}: ${different.join(', ')}.`,
      causeOf({ refresh: evidence.refresh, live, community }),
      ...(live.stampFailures ?? []).map(
        ({ at, message }) => `At ${at} Salesforce refused a stamp: ${message}`,
      ),
    ].join(' '),
    actions: [refreshNow(evidence.legacyContactKey)],
  };
}

function refreshNow(key: string): string {
  return `Refresh it now: \`hl refresh member ${key}\`.`;
}
