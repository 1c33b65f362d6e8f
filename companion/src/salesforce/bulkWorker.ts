/* A bulk reader in a thread of its own, as `openBulkThread` starts it. */
import { parentPort } from 'node:worker_threads';
import { HlError } from '../errors.ts';
import { createBulkReader, type BulkReader } from './bulkReader.ts';

export interface BulkCall {
  readonly method: keyof BulkReader;
  readonly args: readonly unknown[];
}

export type BulkAnswer =
  | { readonly result: unknown }
  /** An HlError: errors arrive without what makes one. */
  | { readonly name: string; readonly message: string; readonly actions: string[] };

const port = parentPort!;
const reader = createBulkReader();

port.on('message', (call: BulkCall) => {
  port.postMessage(answerTo(call));
});

function answerTo({ method, args }: BulkCall): BulkAnswer {
  try {
    return { result: (reader[method] as (...args: readonly unknown[]) => unknown)(...args) };
  } catch (error) {
    if (!(error instanceof HlError)) throw error;
    const { name, message, actions } = error;
    return { name, message, actions };
  }
}
