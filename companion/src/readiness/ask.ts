import type { Connection } from '@salesforce/core';
import { HlError } from '../errors.ts';
import { connectionError } from '../salesforce/connectionError.ts';
import type { ApiFault } from '../salesforce/errors.ts';
import type { Component, Question } from './questions.ts';

/** The part of a connection that is used. */
export type OrgConnection = Pick<Connection, 'request' | 'version' | 'instanceUrl' | 'metadata'>;

/** What the org said to one question: an answer, or why not. */
export type Reply =
  | { readonly answer: unknown; readonly refusal?: undefined }
  | { readonly answer?: undefined; readonly refusal: ApiFault };

/** Puts questions to an org and keeps every reply. */
export interface Asker {
  /** Asks what was not asked before, several questions in a call. */
  ask(questions: readonly Question[]): Promise<void>;
  /** @throws Error if the question was never asked */
  reply(question: Question): Reply;
  calls(): number;
}

interface SubResponse {
  body: unknown;
  httpStatusCode: number;
}

/** `composite` takes 25 requests, of which 5 may be queries (REST API, "Composite"). */
const QUERIES_PER_CALL = 5;

/** @throws HlError from `ask` where the org did not get to answer at all: then nothing can be checked */
export function createAsker(connection: OrgConnection): Asker {
  const base = `/services/data/v${connection.version}`;
  const replies = new Map<string, Reply>();
  let calls = 0;

  async function request<T>(method: 'GET' | 'POST', path: string, body?: unknown): Promise<T> {
    calls++;
    return connection.request<T>({
      method,
      url: `${base}/${path}`,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
  }

  async function askTogether(questions: readonly Question[]): Promise<void> {
    const compositeRequest = questions.map(({ text }, index) => ({
      method: 'GET',
      referenceId: `question${index}`,
      url: `${base}/query?q=${encodeURIComponent(text)}`,
    }));
    const { compositeResponse } = await request<{ compositeResponse: SubResponse[] }>(
      'POST',
      'composite',
      { compositeRequest },
    );
    questions.forEach((question, index) => {
      replies.set(keyOf(question), toReply(compositeResponse[index]));
    });
  }

  async function readComponents(text: string): Promise<readonly Component[]> {
    const [type = '', ...fullNames] = text.split('\n');
    calls++;
    const found = await connection.metadata.read(type as never, fullNames);
    return (found as readonly Component[]).filter(({ fullName }) => fullName !== undefined);
  }

  async function askAlone(question: Question): Promise<void> {
    const { kind, text } = question;
    replies.set(
      keyOf(question),
      await (kind === 'metadata' ? readComponents(text) : request('GET', text)).then(
        (answer): Reply => ({ answer }),
        (error: unknown): Reply => ({ refusal: refusalOf(error, connection.instanceUrl) }),
      ),
    );
  }

  return {
    async ask(questions) {
      const open = distinct(questions).filter((question) => !replies.has(keyOf(question)));
      const queries = open.filter(({ kind }) => kind === 'query');
      for (const some of parts(queries, QUERIES_PER_CALL)) {
        await askTogether(some).catch((error: unknown) => {
          // To whom the whole call is refused, each question is.
          const refusal = refusalOf(error, connection.instanceUrl);
          some.forEach((question) => replies.set(keyOf(question), { refusal }));
        });
      }
      for (const question of open.filter(({ kind }) => kind !== 'query')) {
        await askAlone(question);
      }
    },
    reply(question) {
      const reply = replies.get(keyOf(question));
      if (reply === undefined) {
        throw new Error(`The question was not asked: ${question.text}`);
      }
      return reply;
    },
    calls: () => calls,
  };
}

function keyOf({ kind, text }: Question): string {
  return `${kind} ${text}`;
}

function distinct(questions: readonly Question[]): Question[] {
  return [...new Map(questions.map((question) => [keyOf(question), question])).values()];
}

function parts<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

function toReply(response: SubResponse | undefined): Reply {
  if (response === undefined) {
    throw new HlError('UnexpectedAnswer', 'Salesforce answered fewer questions than it was asked.');
  }
  if (response.httpStatusCode === 200) {
    return { answer: response.body };
  }
  const [fault] = Array.isArray(response.body) ? (response.body as Partial<ApiFault>[]) : [];
  return {
    refusal: {
      errorCode: fault?.errorCode ?? `HTTP_${response.httpStatusCode}`,
      message: fault?.message ?? '',
    },
  };
}

/**
 * Codes with which an org refuses one question. Everything else (a session that
 * ended, maintenance, no API calls left) means that it cannot be checked now.
 */
const REFUSALS: ReadonlySet<string> = new Set([
  'INVALID_TYPE',
  'INVALID_FIELD',
  'INSUFFICIENT_ACCESS',
  'INSUFFICIENT_ACCESS_OR_READONLY',
  'NOT_FOUND',
  'FUNCTIONALITY_NOT_ENABLED',
]);

function refusalOf(error: unknown, instanceUrl: string): ApiFault {
  const { errorCode, message } = error as { errorCode?: unknown; message: string };
  // SOAP faults carry the namespace of their codes.
  const code = typeof errorCode === 'string' ? errorCode.replace(/^sf:/, '') : '';
  if (!REFUSALS.has(code)) {
    throw connectionError(error, instanceUrl);
  }
  return { errorCode: code, message };
}
