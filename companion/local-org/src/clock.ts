/** The org's clock. Tests hand in one that they move by hand. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

/**
 * A moment as Salesforce stores and returns it: UTC, whole seconds, so that
 * all such values sort as text.
 */
export function toDateTime(moment: Date): string {
  return `${moment.toISOString().slice(0, 19)}.000+0000`;
}
