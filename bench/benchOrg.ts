import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A local org in a process of its own. */
export interface BenchOrg {
  readonly contacts: number;
  readonly url: string;
  readonly accessToken: string;
  /** Saves every contact with another title, as a data load does it. */
  readonly changeEverybody: () => Promise<void>;
  /** Sets the org's clock forward, beyond the overlap of the windows. */
  readonly letPass: () => void;
  readonly stop: () => void;
}

export async function startBenchOrg(contacts: number): Promise<BenchOrg> {
  const script = new URL('org.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, ['--max-old-space-size=6000', script, String(contacts)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const ended = once(child, 'exit').then(([code, signal]: unknown[]) => {
    throw new Error(`The local org ended with ${String(code ?? signal)}`);
  });
  ended.catch(() => undefined);
  const answer = async () => {
    const line = await Promise.race<IteratorResult<string, undefined>>([lines.next(), ended]);
    if (line.done === true) return ended;
    return JSON.parse(line.value) as { url: string; accessToken: string };
  };
  const ready = await answer();
  return {
    contacts,
    ...ready,
    changeEverybody: async () => {
      child.stdin.write('change\n');
      await answer();
    },
    letPass: () => {
      child.stdin.write('pass\n');
    },
    stop: () => child.kill(),
  };
}
