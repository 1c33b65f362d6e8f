import http from 'node:http';
import type { Plan } from '../worksheet/interfaces.ts';

/** What is known of the Push API from here. */
export interface DestinationFacts {
  readonly url: string;
  /** Whether anything answered there, whatever it said. */
  readonly reachable: boolean;
  /** What answered, or why nothing did. */
  readonly detail: string;
  readonly hasKey: boolean;
}

const TIMEOUT_MS = 10_000;

/**
 * Knocks at the destination of a plan, without credentials: what the Push API
 * offers is writing, so whether it takes the key shows with the first push only.
 *
 * @returns null where members go nowhere but to the community store
 */
export async function probeDestination(
  { destination }: Pick<Plan, 'destination'>,
  environment: NodeJS.ProcessEnv,
): Promise<DestinationFacts | null> {
  const { name, url } = destination;
  if (name === 'local') {
    return null;
  }
  http.setGlobalProxyFromEnv();
  const hasKey = (environment['HL_PUSH_API_KEY'] ?? '') !== '';
  try {
    const { status } = await fetch(url, {
      method: 'HEAD',
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return { url, reachable: true, detail: `HTTP status ${status}`, hasKey };
  } catch (error) {
    const { cause, message } = error as Error & { cause?: { code?: string; message?: string } };
    return { url, reachable: false, detail: cause?.code ?? cause?.message ?? message, hasKey };
  }
}
