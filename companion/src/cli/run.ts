import { fileURLToPath } from 'node:url';
import { Config, Plugin } from '@oclif/core/config';
import { execute } from '@oclif/core/execute';
import { handle } from '@oclif/core/handle';

const topic = 'hl';

/**
 * Runs the `hl` binary. In the `sf` CLI our commands live under the topic `hl`
 * (`sf hl refresh periodic`); the binary has nothing but these, so it leaves the
 * topic out (`hl refresh periodic`): the same commands, one topic further up.
 */
export async function runHl(args: string[]): Promise<void> {
  // SfCommand answers Ctrl+C by throwing where nobody catches: end quietly, with its exit code.
  process.once('uncaughtException', (error) => void handle(error));
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const plugin = new Plugin({ root, isRoot: true });
  await plugin.load();
  plugin.commands = plugin.commands.map((command) => ({
    ...command,
    id: command.id.slice(`${topic}:`.length),
  }));
  plugin.pjson.oclif.topics = plugin.pjson.oclif.topics?.[topic]?.subtopics ?? {};

  const config = await Config.load({ root, plugins: new Map([[plugin.name, plugin]]) });
  await execute({ args, loadOptions: config });
}
