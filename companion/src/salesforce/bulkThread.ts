import { extname } from 'node:path';
import { Worker, type Transferable } from 'node:worker_threads';
import { HlError } from '../errors.ts';
import type { BulkReader } from './bulkReader.ts';
import type { BulkAnswer, BulkCall } from './bulkWorker.ts';

/**
 * A bulk reader in a thread of its own, which reads ahead while the caller judges
 * and stores. Calls are answered in their order.
 */
export type BulkThread = {
  readonly [Method in keyof BulkReader]: (
    ...args: Parameters<BulkReader[Method]>
  ) => Promise<ReturnType<BulkReader[Method]>>;
} & { readonly close: () => Promise<void> };

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** Megabytes. Left alone, a heap grows to many times what it holds: here, some pages. */
const LIMITS = { maxYoungGenerationSizeMb: 6, maxOldGenerationSizeMb: 96 };

export function openBulkThread(): BulkThread {
  const script = new URL(`bulkWorker${extname(import.meta.filename)}`, import.meta.url);
  const worker = new Worker(script, { resourceLimits: LIMITS });
  const waiting: Waiting[] = [];
  let broken: Error | undefined;

  worker.on('message', (answer: BulkAnswer) => {
    const { resolve, reject } = waiting.shift()!;
    if ('result' in answer) resolve(answer.result);
    else reject(new HlError(answer.name, answer.message, { actions: answer.actions }));
  });
  const fail = (error: Error) => {
    broken ??= error;
    for (const { reject } of waiting.splice(0)) reject(broken);
  };
  worker.on('error', (error) => {
    fail(error as Error);
  });
  // Also where it was closed: whoever still waits must not do so for ever.
  worker.on('exit', () => {
    fail(new Error('The thread that reads bulk results has ended.'));
  });

  function call<T>({ method, args }: BulkCall, transferred: Transferable[] = []): Promise<T> {
    worker.postMessage({ method, args } satisfies BulkCall, transferred);
    const answer = new Promise<unknown>((resolve, reject) => {
      if (broken === undefined) waiting.push({ resolve, reject });
      else reject(broken);
    });
    // Whoever does not come to ask for the answer need not know of an error.
    answer.catch(() => undefined);
    return answer as Promise<T>;
  }

  return {
    know: (...args) => call({ method: 'know', args }),
    begin: (...args) => call({ method: 'begin', args }),
    write: (bytes) => call({ method: 'write', args: [bytes] }, [bytes.buffer as ArrayBuffer]),
    end: () => call({ method: 'end', args: [] }),
    flush: () => call({ method: 'flush', args: [] }),
    release: (...args) => call({ method: 'release', args }),
    close: async () => {
      await worker.terminate();
    },
  };
}
