/** How often a fault strikes: from the `nth` that matches on (1 is the first), `times` times. */
interface Count {
  readonly nth?: number;
  readonly times?: number;
}

/** Requests, by regular expressions without regard to case; what is absent matches all. */
export interface RequestMatch extends Count {
  readonly method?: string;
  /** The URL's path, without its parameters. */
  readonly path?: string;
  /** The query that the request brings, in its URL or in its JSON body. */
  readonly soql?: string;
}

/** Requests inside a composite request, by regular expressions without regard to case. */
export interface SubrequestMatch extends Count {
  readonly referenceId?: string;
  readonly method?: string;
  /** The URL's path, without its parameters. */
  readonly path?: string;
}

/** Attempts to update or delete one of these records, or to save or delete one that looks up to it. */
export interface RecordMatch extends Count {
  readonly ids: readonly string[];
}

/** Jobs of Bulk API 2.0; names without regard to case, what is absent matches all. */
export interface JobMatch extends Count {
  readonly object?: string;
  readonly operation?: string;
}

/** What goes wrong with a request. */
export type RequestEffect =
  /** The request is carried out that much later. */
  | { readonly kind: 'latency'; readonly milliseconds: number }
  /** 503 with the platform's error; nothing is carried out. */
  | { readonly kind: 'unavailable' }
  /** 503 with a page for people; nothing is carried out. */
  | { readonly kind: 'maintenance' }
  /** The request is carried out; of its answer, head included, so many bytes arrive. */
  | { readonly kind: 'drop'; readonly afterBytes: number }
  /** The session that the request comes in ends before it. */
  | { readonly kind: 'sessionExpired' }
  /** The query locator in the request's URL ends before it; only requests with one match. */
  | { readonly kind: 'locatorExpired' }
  /**
   * The transaction begins, and takes its stamps, when the request arrives, and commits when it is
   * released or when the org's clock has come to `until`. Everybody else sees the rows as they were.
   */
  | { readonly kind: 'lateCommit'; readonly until?: string };

export interface RequestFault {
  readonly match?: RequestMatch;
  readonly effect: RequestEffect;
}

/** A fault as data: what it meets, and what happens to it. */
export type Fault =
  | RequestFault
  /** Somebody else holds the records. */
  | { readonly match: RecordMatch; readonly effect: { readonly kind: 'rowLocked' } }
  /** The subrequest is answered with that error, and nothing of it is carried out. */
  | {
      readonly match?: SubrequestMatch;
      readonly effect: {
        readonly kind: 'subrequestFailed';
        readonly status: number;
        readonly errorCode: string;
        readonly message: string;
      };
    }
  /** The job fails when it is worked on; the message is the job's `errorMessage`. */
  | {
      readonly match?: JobMatch;
      readonly effect: { readonly kind: 'jobFailed'; readonly message: string };
    }
  /** The server's clock is off: fast, or slow where negative. */
  | { readonly effect: { readonly kind: 'clockOff'; readonly seconds: number } };

export type FaultKind = Fault['effect']['kind'];

/** A fault that is not what it should be. */
export class InvalidFault extends Error {
  override readonly name = 'InvalidFault';
}

interface Check {
  readonly is: string;
  readonly test: (value: unknown) => boolean;
}
type Form = Readonly<Record<string, Check>>;

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const wholeFrom = (least: number): Check => ({
  is: `a whole number from ${least} on`,
  test: (value) => Number.isSafeInteger(value) && (value as number) >= least,
});
const text: Check = { is: 'text', test: isText };
const number: Check = { is: 'a number', test: (value) => Number.isFinite(value) };
const moment: Check = {
  is: 'a date and time such as 2026-11-21T08:00:00Z',
  test: (value) => isText(value) && !Number.isNaN(Date.parse(value)),
};
const ids: Check = {
  is: 'a list of Ids',
  test: (value) => Array.isArray(value) && value.length > 0 && value.every(isText),
};
const pattern: Check = {
  is: 'a regular expression',
  test: (value) => {
    try {
      return isText(value) && new RegExp(value, 'i') instanceof RegExp;
    } catch {
      return false;
    }
  },
};
const optional = ({ is, test }: Check): Check => ({
  is,
  test: (value) => value === undefined || test(value),
});

const count: Form = { nth: optional(wholeFrom(1)), times: optional(wholeFrom(1)) };
const requests: Form = {
  method: optional(pattern),
  path: optional(pattern),
  soql: optional(pattern),
  ...count,
};

/** What the faults of each kind take beside their kind, and what they meet. */
const forms: Readonly<Record<FaultKind, { readonly effect: Form; readonly match: Form }>> = {
  latency: { effect: { milliseconds: wholeFrom(0) }, match: requests },
  unavailable: { effect: {}, match: requests },
  maintenance: { effect: {}, match: requests },
  drop: { effect: { afterBytes: wholeFrom(0) }, match: requests },
  sessionExpired: { effect: {}, match: requests },
  locatorExpired: { effect: {}, match: requests },
  lateCommit: { effect: { until: optional(moment) }, match: requests },
  rowLocked: { effect: {}, match: { ids, ...count } },
  subrequestFailed: {
    effect: { status: wholeFrom(400), errorCode: text, message: text },
    match: {
      referenceId: optional(pattern),
      method: optional(pattern),
      path: optional(pattern),
      ...count,
    },
  },
  jobFailed: {
    effect: { message: text },
    match: { object: optional(text), operation: optional(text), ...count },
  },
  clockOff: { effect: { seconds: number }, match: {} },
};

/**
 * Checks a fault that came from outside.
 * @throws {InvalidFault} that names what is missing, wrong or unknown.
 */
export function readFault(input: unknown): Fault {
  const fault = properties('A fault', input);
  refuseOthers('A fault', fault, ['match', 'effect']);
  const { kind, ...effect } = properties('effect', fault['effect']);
  const form = Object.entries(forms).find(([name]) => name === kind)?.[1];
  if (!form) {
    const kinds = Object.keys(forms).join(', ');
    throw new InvalidFault(`effect.kind must be one of ${kinds}, not ${JSON.stringify(kind)}`);
  }
  check('effect', effect, form.effect);
  check('match', properties('match', fault['match'] ?? {}), form.match);
  return input as Fault;
}

function check(where: string, values: Readonly<Record<string, unknown>>, form: Form): void {
  refuseOthers(where, values, Object.keys(form));
  for (const [name, { is, test }] of Object.entries(form)) {
    if (test(values[name])) continue;
    throw new InvalidFault(`${where}.${name} must be ${is}, not ${JSON.stringify(values[name])}`);
  }
}

function refuseOthers(where: string, values: object, known: readonly string[]): void {
  const foreign = Object.keys(values).find((name) => !known.includes(name));
  if (foreign === undefined) return;
  const takes = known.length > 0 ? `takes ${known.join(', ')}` : 'takes nothing';
  throw new InvalidFault(`${where} ${takes}, not ${foreign}`);
}

function properties(where: string, value: unknown): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw new InvalidFault(`${where} must be an object, not ${JSON.stringify(value)}`);
}
