import { Messages } from '@salesforce/core';
import { describeDestination } from '../community/higherLogic/notes.ts';
import type { PushResult } from '../jobs/push.ts';
import type { Plan } from '../worksheet/interfaces.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('hl-companion', 'destination');

/** What whoever sends members there should know beforehand. */
export function destinationWarnings(plan: Plan): string[] {
  if (plan.destination.name === 'local') return [];
  const { sendsGroups, unsentDemographics, unsentProfile } = describeDestination(plan);
  return [
    ...(sendsGroups ? [messages.getMessage('groupsAreSent')] : []),
    ...(unsentDemographics ? [messages.getMessage('demographicsAreNotSent')] : []),
    ...(unsentProfile.length > 0
      ? [messages.getMessage('profileIsNotSent', [unsentProfile.join(', ')])]
      : []),
  ];
}

/** What came of sending, in a line, and what is still to do. */
export function describePush({ sent, unchanged, failed, outbox }: PushResult): string {
  const parts = [
    `${sent} sent`,
    ...(unchanged > 0 ? [`${unchanged} there already`] : []),
    ...(failed > 0 ? [`${failed} refused`] : []),
    ...(outbox.waiting > 0 ? [`${outbox.waiting} still waiting`] : []),
  ];
  return `Higher Logic: ${parts.join(', ')}`;
}

/** What went wrong with sending, for warnings. */
export function pushWarnings({ error, failed }: PushResult): string[] {
  return [
    ...(error === null ? [] : [messages.getMessage('notSent', [error.message])]),
    ...(failed > 0 ? [messages.getMessage('refused', [failed])] : []),
  ];
}
