import { EventEmitter, once } from 'node:events';

export interface Entry {
  readonly level: string;
  readonly msg: string;
  readonly [fact: string]: unknown;
}

/** What a service logged, line by line, to look at and to wait for. */
export function createJournal() {
  const entries: Entry[] = [];
  const news = new EventEmitter();
  return {
    entries,
    write(line: string) {
      entries.push(JSON.parse(line) as Entry);
      news.emit('entry');
    },
    /** Waits for the nth entry whose message is like this. */
    async next(message: RegExp, nth = 1): Promise<Entry> {
      for (;;) {
        const entry = entries.filter(({ msg }) => message.test(msg))[nth - 1];
        if (entry !== undefined) return entry;
        await once(news, 'entry');
      }
    },
  };
}
