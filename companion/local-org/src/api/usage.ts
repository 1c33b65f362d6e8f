import type { FastifyReply } from 'fastify';
import type { Clock } from '../clock.ts';
import { SalesforceError } from '../errors.ts';

const MINUTE_MS = 60 * 1000;
const DAY_MINUTES = 24 * 60;

/**
 * Counts API requests against the org's daily limit: over the last 24 hours,
 * whenever one looks, not since midnight.
 * (Salesforce Developer Limits, "API Request Limits and Allocations")
 */
export class ApiUsage {
  readonly limit: number;
  readonly #clock: Clock;
  /** Requests by the minute in which they came, oldest first. */
  readonly #minutes = new Map<number, number>();

  constructor(limit: number, clock: Clock) {
    this.limit = limit;
    this.#clock = clock;
  }

  /**
   * Counts one request.
   * @throws {SalesforceError} REQUEST_LIMIT_EXCEEDED (403); such a request is not counted.
   */
  count(): void {
    if (this.used >= this.limit) {
      throw new SalesforceError('REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.', {
        status: 403,
      });
    }
    const minute = this.#minute();
    this.#minutes.set(minute, (this.#minutes.get(minute) ?? 0) + 1);
  }

  get used(): number {
    const oldest = this.#minute() - DAY_MINUTES;
    let used = 0;
    for (const [minute, requests] of this.#minutes) {
      if (minute > oldest) used += requests;
      else this.#minutes.delete(minute);
    }
    return used;
  }

  #minute(): number {
    return Math.floor(this.#clock.now().getTime() / MINUTE_MS);
  }
}

/**
 * Counts a REST request. Its answer, also a refusal, tells the usage.
 * (REST API Developer Guide, "Limit Info Header")
 */
export function countRequest(usage: ApiUsage, reply: FastifyReply): void {
  try {
    usage.count();
  } finally {
    reply.header('Sforce-Limit-Info', `api-usage=${usage.used}/${usage.limit}`);
  }
}
