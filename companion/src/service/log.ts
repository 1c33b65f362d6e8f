import { pino, type DestinationStream, type Logger } from 'pino';
import { HlError } from '../errors.ts';

export type { Logger } from 'pino';

/**
 * The service's log: a JSON object a line.
 *
 * @param secrets are struck out wherever they stand: nothing writes them by
 * intention, but the words of a server or a driver may repeat them
 */
export function createLog(to: DestinationStream, secrets: readonly string[]): Logger {
  // In a line they stand as JSON writes them.
  const words = secrets
    .filter((secret) => secret !== '')
    .map((one) => JSON.stringify(one).slice(1, -1));
  return pino(
    {
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (level) => ({ level }) },
      hooks: {
        streamWrite: (line) => words.reduce((text, word) => text.replaceAll(word, '…'), line),
      },
    },
    to,
  );
}

/** What is told of an error: to whom asks over HTTP, and with `stack` in the log. */
export interface Explained {
  readonly name: string;
  readonly message: string;
  /** What to do about it. */
  readonly actions: readonly string[];
}

/** Our errors and those of the Salesforce libraries bring what to do; others are a fault of ours. */
export function explain(error: unknown): Explained {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error), actions: [] };
  const { actions } = error as { actions?: unknown };
  return {
    name: error.name,
    message: error.message,
    actions: Array.isArray(actions) ? actions.map(String) : [],
  };
}

/** The same for the log. Causes stay out: they hold headers. */
export function toLogged(error: unknown): object {
  const isExpected = error instanceof HlError || explain(error).actions.length > 0;
  return {
    ...explain(error),
    ...(!isExpected && error instanceof Error ? { stack: error.stack } : {}),
  };
}
