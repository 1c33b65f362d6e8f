import type { Clock } from '../clock.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Counts API requests of the last 24 hours against the org's daily limit. */
export class ApiUsage {
  readonly limit: number;
  readonly #clock: Clock;
  #windowStart: number;
  #used = 0;

  constructor(limit: number, clock: Clock) {
    this.limit = limit;
    this.#clock = clock;
    this.#windowStart = clock.now().getTime();
  }

  count(): void {
    this.#roll();
    this.#used++;
  }

  get used(): number {
    this.#roll();
    return this.#used;
  }

  /** The value of the header `Sforce-Limit-Info`. */
  header(): string {
    return `api-usage=${this.used}/${this.limit}`;
  }

  #roll(): void {
    const now = this.#clock.now().getTime();
    if (now - this.#windowStart < DAY_MS) return;
    this.#windowStart = now;
    this.#used = 0;
  }
}
