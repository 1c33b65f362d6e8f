import type { SendPlan } from './contactInfo.ts';
import { isSent } from './fields.ts';

/** What of a plan the Push API has no known place for, and what sending to it does. */
export interface DestinationNotes {
  /** Profile values that are not sent. */
  readonly unsentProfile: readonly string[];
  readonly unsentDemographics: boolean;
  readonly sendsGroups: boolean;
}

export function describeDestination(plan: SendPlan): DestinationNotes {
  const { demographicFields, sendGroups } = plan.destination;
  return {
    unsentProfile: plan.profile.map(({ name }) => name).filter((name) => !isSent(name)),
    unsentDemographics: plan.demographics.length > 0 && demographicFields === 'none',
    sendsGroups: sendGroups,
  };
}
