import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { HlError } from '../errors.ts';
import type { Workspace } from './workspace.ts';

/** The envelope in which `sf` and its plugins answer with --json. */
interface Answer<T> {
  status: number;
  result: T;
  message?: string;
}

/**
 * Runs `sf …` or `hl …` in a process of its own, as a user would, and returns
 * its JSON result. `secrets` are environment variables for this one command.
 *
 * @throws HlError 'DemoError' with the command's own message when it fails; an
 * AbortError when `signal` ends it.
 */
export async function runCommand<T>(
  workspace: Workspace,
  commandLine: string,
  { signal, secrets }: { signal: AbortSignal; secrets?: Record<string, string> },
): Promise<T> {
  const [name, ...args] = commandLine.split(' ') as ['sf' | 'hl', ...string[]];
  const child = spawn(process.execPath, [workspace.scripts[name], ...args, '--json'], {
    cwd: workspace.project,
    env: { ...workspace.environment, ...secrets },
    stdio: ['ignore', 'pipe', 'pipe'],
    signal,
  });
  const failure = new Promise<never>((_, reject) => child.once('error', reject));
  const output = Promise.all([text(child.stdout), text(child.stderr)]);
  const [stdout, stderr] = await Promise.race([output, failure]);
  const answer = parseAnswer<T>(stdout);
  if (answer?.status === 0) return answer.result;
  throw new HlError(
    'DemoError',
    `"${commandLine}" failed: ${answer?.message ?? (stderr.trim() || stdout.trim())}`,
    { data: answer },
  );
}

function parseAnswer<T>(stdout: string): Answer<T> | undefined {
  try {
    return JSON.parse(stdout) as Answer<T>;
  } catch {
    return undefined;
  }
}
