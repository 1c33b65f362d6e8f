import { spawn } from '@lydell/node-pty';
import type { Desk } from './support.ts';

/** What a command showed in a terminal and how it ended. */
export interface Session {
  readonly exitCode: number;
  readonly screen: string;
}

/** Runs `hl …` as a person does who reads the questions and types the answers, in this order. */
export async function runInTerminal(
  desk: Desk,
  args: readonly string[],
  answers: readonly (readonly [question: RegExp, keys: string])[],
): Promise<Session> {
  const terminal = spawn(process.execPath, [desk.scripts.hl, ...args], {
    cwd: desk.project,
    env: desk.environment,
    // Wide enough for a question or a row of a table to stand in one line.
    cols: 300,
  });
  const open = [...answers];
  let screen = '';
  let read = 0;
  terminal.onData((text) => {
    screen += text;
    if (open[0]?.[0].test(screen.slice(read)) !== true) return;
    read = screen.length;
    terminal.write(`${open.shift()![1]}\r`);
  });
  const exitCode = await new Promise<number>((resolve) => {
    terminal.onExit((end) => {
      resolve(end.exitCode);
    });
  });
  return { exitCode, screen };
}
