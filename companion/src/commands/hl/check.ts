import { colorize } from '@oclif/core/ux';
import { Messages, StateAggregator, type Org } from '@salesforce/core';
import { Flags } from '@salesforce/sf-plugins-core';
import { defaultKeyFile } from '../../cli/apps.ts';
import { HlCommand } from '../../cli/command.ts';
import { optionalTargetOrgFlag, worksheetFlag } from '../../cli/flags.ts';
import { readCertificateEnd } from '../../deploy/certificate.ts';
import { HlError } from '../../errors.ts';
import { checkReadiness, type Readiness } from '../../readiness/check.ts';
import { probeDestination } from '../../readiness/destination.ts';
import type { CheckStatus, LoginFacts, Requirement } from '../../readiness/interfaces.ts';
import { toHtml } from '../../readiness/report/html.ts';
import { toMarkdown } from '../../readiness/report/markdown.ts';
import {
  commandsOf,
  describeSubject,
  grouped,
  STATUS_WORDS,
  summarise,
} from '../../readiness/report/summary.ts';
import { requirements } from '../../readiness/requirements/index.ts';
import { wrap } from '../../readiness/words.ts';
import { loadWorksheet } from '../../worksheet/load.ts';
import { compilePlan } from '../../worksheet/plan.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('hl-companion', 'check');

/** 1 says that the org is not ready; this, that nobody knows. */
const COULD_NOT_CHECK = 2;

/** Where no terminal says how wide it is: as wide as a person reads in a log or a mail. */
const WIDTH = process.stdout.isTTY ? process.stdout.columns : 140;

/** What the table takes beside ids and texts: its lines, and the longest status. */
const FRAME = 21;
/** Narrower than this nobody reads: the table is wider than the terminal then. */
const MIN_WORDS = 40;

const COLOURS: Readonly<Record<CheckStatus, string>> = {
  fail: 'red',
  unknown: 'magenta',
  warn: 'yellow',
  pass: 'green',
};

type RequirementEntry = Pick<Requirement, 'id' | 'group' | 'requirement' | 'source'>;

export default class Check extends HlCommand<Readiness | RequirementEntry[]> {
  static override readonly summary = messages.getMessage('summary');
  static override readonly description = messages.getMessage('description');
  static override readonly examples = messages.getMessages('examples');
  static override readonly flags = {
    'target-org': optionalTargetOrgFlag,
    worksheet: worksheetFlag,
    only: Flags.string({ summary: messages.getMessage('flags.only.summary'), multiple: true }),
    list: Flags.boolean({ summary: messages.getMessage('flags.list.summary') }),
    format: Flags.option({
      summary: messages.getMessage('flags.format.summary'),
      options: ['table', 'markdown', 'html'] as const,
      default: 'table',
    })(),
  };

  async run(): Promise<Readiness | RequirementEntry[]> {
    const { flags } = await this.parse(Check);
    const chosen = choose(flags.only);
    if (flags.list) {
      return this.list(chosen);
    }
    const readiness = await this.check(flags['target-org'], flags.worksheet, chosen);
    this.print(readiness, flags.format);
    if (!readiness.ready) this.exitWithFailure();
    return readiness;
  }

  /** Whatever ends the command, the wrong flag of a caller too, kept it from checking. */
  protected override async catch(error: Error): ReturnType<HlCommand<Readiness>['catch']> {
    return super.catch(Object.assign(error, { exitCode: COULD_NOT_CHECK }));
  }

  private async check(
    org: Org | undefined,
    worksheet: string,
    chosen: readonly Requirement[],
  ): Promise<Readiness> {
    if (org === undefined) {
      throw new HlError('NoOrgError', messages.getMessage('noOrg'), {
        actions: [messages.getMessage('noOrg.action')],
      });
    }
    const loaded = loadWorksheet(worksheet);
    const plan = compilePlan(loaded);
    const askedAs = org.getUsername() ?? '';
    const { aliases } = await StateAggregator.getInstance();
    this.spinner.start(messages.getMessage('looking'));
    const readiness = await checkReadiness(org.getConnection(), chosen, {
      plan,
      worksheet: loaded,
      askedAs,
      targetOrg: aliases.get(askedAs) ?? askedAs,
      login: loginOf(org),
      destination: await probeDestination(plan, process.env),
      now: new Date(),
    });
    this.spinner.stop();
    return readiness;
  }

  private list(chosen: readonly Requirement[]): RequirementEntry[] {
    const entries = chosen.map(({ id, group, requirement, source }) => ({
      id,
      group,
      requirement,
      source,
    }));
    this.table({
      data: entries,
      columns: ['id', 'group', 'requirement'],
      overflow: 'wrap',
      width: WIDTH,
    });
    return entries;
  }

  private print(readiness: Readiness, format: 'table' | 'markdown' | 'html'): void {
    if (format !== 'table') {
      this.log(format === 'html' ? toHtml(readiness) : toMarkdown(readiness));
      return;
    }
    const ids = Math.max(...readiness.checks.map(({ id }) => id.length));
    const width = Math.max(MIN_WORDS, WIDTH - ids - FRAME);
    for (const [group, checks] of grouped(readiness.checks)) {
      this.table({
        title: group,
        // A line of text is a row of its own: the table cuts off what is longer, or wraps it badly.
        data: checks.flatMap(({ id, status, found, fix }) =>
          [found, ...(fix === null ? [] : [`→ ${fix}`])]
            .flatMap((text) => wrap(text, width))
            .map((line, index) => ({
              status: index === 0 ? colorize(COLOURS[status], STATUS_WORDS[status]) : '',
              id: (index === 0 ? id : '').padEnd(ids),
              found: line,
            })),
        ),
        columns: ['status', 'id', { key: 'found', name: 'Found, and what to do' }],
      });
    }
    const commands = commandsOf(readiness);
    if (commands.length > 0) this.log(messages.getMessage('commands'));
    for (const command of commands) this.log(`  ${command}`);
    this.log(summarise(readiness));
    this.log(describeSubject(readiness));
  }
}

function loginOf(org: Org): LoginFacts {
  const { privateKey } = org.getConnection().getAuthInfoFields();
  const end = readCertificateEnd(privateKey ?? defaultKeyFile(org.getOrgId()));
  return { jwt: privateKey !== undefined, certificateExpires: end?.toISOString() ?? null };
}

/** @throws HlError 'UnknownRequirement' */
function choose(ids: readonly string[] | undefined): readonly Requirement[] {
  if (ids === undefined) return requirements;
  const strange = ids.filter((id) => !requirements.some((one) => one.id === id));
  if (strange.length > 0) {
    throw new HlError('UnknownRequirement', messages.getMessage('unknown', [strange.join(', ')]), {
      actions: [messages.getMessage('unknown.action')],
    });
  }
  return requirements.filter(({ id }) => ids.includes(id));
}
