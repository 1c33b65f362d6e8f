import type { Fault } from './fault.ts';

interface Held {
  readonly until: number;
  readonly letGo: () => void;
}

/** A fault that is in force, and what it did so far. */
export class ActiveFault<F extends Fault = Fault> {
  readonly id: number;
  readonly fault: F;
  /** Takes the fault out of force, and lets go what it holds. */
  readonly remove: () => void;
  #seen = 0;
  #struck = 0;
  #held: Held[] = [];
  #waiting: { readonly times: number; readonly resolve: () => void }[] = [];

  constructor(id: number, fault: F, remove: () => void) {
    this.id = id;
    this.fault = fault;
    this.remove = remove;
  }

  /** How often it has struck. */
  get struck(): number {
    return this.#struck;
  }

  /** How many requests it holds back. */
  get holding(): number {
    return this.#held.length;
  }

  /** Resolves when the fault has struck that many times. */
  async reached(times = 1): Promise<void> {
    if (this.#struck >= times) return;
    await new Promise<void>((resolve) => this.#waiting.push({ times, resolve }));
  }

  /** Lets everything go that it holds back; what is held is carried out at once, in its order. */
  release(): void {
    this.releaseDue(Infinity);
  }

  releaseDue(now: number): void {
    const due = this.#held.filter(({ until }) => until <= now);
    this.#held = this.#held.filter(({ until }) => until > now);
    for (const { letGo } of due) letGo();
  }

  hold(until: number, letGo: () => void): void {
    this.#held.push({ until, letGo });
  }

  /** To be told of everything that it matches. @returns whether it strikes this one. */
  strikes(): boolean {
    const { nth = 1, times = Infinity } = ('match' in this.fault && this.fault.match) || {};
    this.#seen++;
    if (this.#seen < nth || this.#seen >= nth + times) return false;
    this.#struck++;
    for (const { resolve } of this.#waiting.filter((one) => one.times <= this.#struck)) resolve();
    this.#waiting = this.#waiting.filter((one) => one.times > this.#struck);
    return true;
  }
}
