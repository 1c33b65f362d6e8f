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

/** A deployment that the org refused comes as a result without a message. */
interface RefusedDeployment {
  files?: { filePath?: string; fullName: string; error?: string }[];
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
  const answer = parseAnswer<T & RefusedDeployment>(stdout);
  if (answer?.status === 0) return answer.result;
  throw new HlError(
    'DemoError',
    `"${commandLine}" failed: ${explain(answer) ?? (stderr.trim() || stdout.trim())}`,
  );
}

function explain(answer: Answer<RefusedDeployment> | undefined): string | undefined {
  if (answer?.message !== undefined) return answer.message;
  const refused = answer?.result.files?.filter(({ error }) => error !== undefined);
  return refused?.map((file) => `${file.filePath ?? file.fullName}: ${file.error!}`).join('\n');
}

function parseAnswer<T>(stdout: string): Answer<T> | undefined {
  try {
    return JSON.parse(stdout) as Answer<T>;
  } catch {
    return undefined;
  }
}
