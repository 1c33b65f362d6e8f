import { AsyncLocalStorage } from 'node:async_hooks';

const begin = new AsyncLocalStorage<Date>();

/** Carries out what was held back, as a transaction that began at that moment. */
export function runHeld(began: Date, work: () => void): void {
  begin.run(began, work);
}

/** When the transaction that is being carried out began, if it was held back since. */
export function heldSince(): Date | undefined {
  return begin.getStore();
}
