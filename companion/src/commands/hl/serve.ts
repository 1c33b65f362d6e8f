import { Flags } from '@oclif/core';
import { Messages, Org, StateAggregator } from '@salesforce/core';
import { destination } from 'pino';
import { HlCommand } from '../../cli/command.ts';
import { destinationWarnings } from '../../cli/destination.ts';
import { databaseFlag, targetOrgFlag, worksheetFlag } from '../../cli/flags.ts';
import { openSalesforce, readPlan, withCommunity } from '../../cli/open.ts';
import { portError } from '../../cli/ports.ts';
import { readSecrets, readServiceToken } from '../../cli/serviceEnvironment.ts';
import { endSignal } from '../../cli/signals.ts';
import { loginError } from '../../salesforce/errors.ts';
import { createLog } from '../../service/log.ts';
import { runService, type ServiceEnd } from '../../service/run.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('hl-companion', 'serve');

const STDOUT = 1;
const STDERR = 2;

export default class Serve extends HlCommand<ServiceEnd> {
  static override readonly summary = messages.getMessage('summary');
  static override readonly description = messages.getMessage('description');
  static override readonly examples = messages.getMessages('examples');
  static override readonly flags = {
    'target-org': targetOrgFlag,
    worksheet: worksheetFlag,
    database: databaseFlag,
    port: Flags.integer({
      summary: messages.getMessage('flags.port.summary'),
      min: 0,
      max: 65_535,
      default: 8470,
    }),
  };

  async run(): Promise<ServiceEnd> {
    const { flags } = await this.parse(Serve);
    const stop = endSignal();
    const token = readServiceToken();
    const plan = readPlan(flags.worksheet);
    let org = flags['target-org'];
    const username = org.getUsername()!;
    // Unbuffered, so that nothing is lost at the end; beside --json, stdout is for the result.
    const to = destination({ dest: this.jsonEnabled() ? STDERR : STDOUT, sync: true });
    const log = createLog(to, readSecrets(flags.database));
    const warnings = [...destinationWarnings(plan), messages.getMessage('worksheetReadOnce')];
    return withCommunity(flags.database, async (community) => {
      for (const warning of warnings) log.warn(warning);
      const end = await runService(
        {
          plan,
          community,
          openSalesforce: async (afresh) => {
            if (afresh) org = await openOrg(username);
            return openSalesforce(org, plan);
          },
          clock: () => new Date(),
          log,
          stop,
        },
        { port: flags.port, token },
      ).catch((error: unknown) => {
        throw portError(error, flags.port);
      });
      // What hangs is not waited for, nor is the store that it uses.
      if (!end.finished) process.exit(0);
      return end;
    });
  }
}

/** Reads the login anew: somebody may have logged in again since. */
function openOrg(username: string): Promise<Org> {
  StateAggregator.clearInstance();
  return Org.create({ aliasOrUsername: username }).catch((error: unknown) => {
    throw loginError(error) ?? error;
  });
}
