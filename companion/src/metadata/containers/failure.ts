import { joins } from '../flowParts.ts';
import { recordFailure } from '../stampFailure.ts';

/**
 * The element that records a fault on the way, and goes on.
 *
 * @param next where the flow goes on, whether or not the failure could be recorded
 */
export function recordAndGoOn(name: string, next: string) {
  return { ...recordFailure(name), connector: joins(next), faultConnector: joins(next) };
}
