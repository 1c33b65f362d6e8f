import type { Job } from '../bulk/job.ts';
import type { Clock } from '../clock.ts';
import { SalesforceError } from '../errors.ts';
import { toId18 } from '../ids.ts';
import { ActiveFault } from './activeFault.ts';
import { readFault } from './fault.ts';
import type { Fault, FaultKind, JobMatch } from './fault.ts';

type FaultOf<K extends FaultKind> = Extract<Fault, { effect: { kind: K } }>;

/** The faults of an org that are in force, in the order in which they were added. */
export class Faults {
  /** The org's clock: the one that was handed in, as far off as the faults make it. */
  readonly clock: Clock;
  readonly #active = new Map<number, ActiveFault>();
  #lastId = 0;
  #clockOffMs = 0;

  constructor(clock: Clock) {
    this.clock = { now: () => new Date(clock.now().getTime() + this.#clockOffMs) };
  }

  /**
   * Puts a fault in force.
   * @throws {InvalidFault}
   */
  add(fault: Fault): ActiveFault {
    const id = ++this.#lastId;
    const active = new ActiveFault(id, readFault(fault), () => {
      if (!this.#active.delete(id)) return;
      this.#setClock();
      active.release();
    });
    this.#active.set(id, active);
    this.#setClock();
    return active;
  }

  get(id: number): ActiveFault | undefined {
    return this.#active.get(id);
  }

  list(): readonly ActiveFault[] {
    return [...this.#active.values()];
  }

  /** Takes all faults out of force, and lets go what they hold. */
  clear(): void {
    for (const active of this.list()) active.remove();
  }

  /** Lets everything go that is held until now at the latest. */
  releaseDue(): void {
    const now = this.clock.now().getTime();
    for (const active of this.#active.values()) active.releaseDue(now);
  }

  /**
   * To be called before a record is changed or deleted, or something that looks up to it is saved.
   * @throws {SalesforceError} UNABLE_TO_LOCK_ROW
   */
  lockRow(id: string): void {
    for (const active of this.#active.values()) {
      if (!isKind(active, 'rowLocked')) continue;
      const { ids } = active.fault.match;
      if (!ids.some((one) => toId18(one) === id) || !active.strikes()) continue;
      throw new SalesforceError(
        'UNABLE_TO_LOCK_ROW',
        `unable to obtain exclusive access to this record or 1 records: ${id}`,
      );
    }
  }

  /**
   * To be asked when work on a Bulk API 2.0 job begins.
   * @returns what the job fails with; undefined when no fault strikes it.
   */
  jobFailure(job: Job): string | undefined {
    for (const active of this.#active.values()) {
      if (!isKind(active, 'jobFailed') || !matchesJob(active.fault.match, job)) continue;
      if (active.strikes()) return active.fault.effect.message;
    }
    return undefined;
  }

  /**
   * To be called before a request inside a composite request is carried out.
   * @param path without parameters
   * @throws {SalesforceError} what a fault answers it with
   */
  failSubrequest(subrequest: Record<'referenceId' | 'method' | 'path', string>): void {
    for (const active of this.#active.values()) {
      if (!isKind(active, 'subrequestFailed')) continue;
      const { match = {}, effect } = active.fault;
      const isMeant = (['referenceId', 'method', 'path'] as const).every((fact) =>
        new RegExp(match[fact] ?? '', 'i').test(subrequest[fact]),
      );
      if (!isMeant || !active.strikes()) continue;
      throw new SalesforceError(effect.errorCode, effect.message, { status: effect.status });
    }
  }

  #setClock(): void {
    const off = this.list().filter((active) => isKind(active, 'clockOff'));
    this.#clockOffMs = off.reduce((sum, { fault }) => sum + fault.effect.seconds * 1000, 0);
  }
}

function matchesJob(match: JobMatch = {}, job: Job): boolean {
  const { object = job.object.name, operation = job.operation } = match;
  const isSame = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();
  return isSame(object, job.object.name) && isSame(operation, job.operation);
}

function isKind<K extends FaultKind>(
  active: ActiveFault,
  kind: K,
): active is ActiveFault<FaultOf<K>> {
  return active.fault.effect.kind === kind;
}
