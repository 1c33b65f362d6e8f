import { HlError } from '../errors.ts';

export type Fields = Record<string, string | boolean | null>;

/** What somebody with a browser, a form or a data loader does in the org. */
export interface SalesforceUser {
  query: <T>(soql: string) => Promise<T[]>;
  create: (object: string, fields: Fields) => Promise<string>;
  update: (object: string, id: string, fields: Fields) => Promise<void>;
  updateAll: (object: string, ids: readonly string[], fields: Fields) => Promise<void>;
  remove: (object: string, id: string) => Promise<void>;
}

const API = '/services/data/v64.0';

/** The most records that one `composite/sobjects` call takes. */
const BATCH = 200;

/** Works with the org through its REST API. Every refused change is an HlError. */
export function salesforceUser(
  { url, accessToken }: { url: string; accessToken: string },
  signal: AbortSignal,
): SalesforceUser {
  const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(new URL(`${API}/${path}`, url), {
      method,
      headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
      signal,
    });
    const answer = await response.text();
    if (!response.ok) {
      throw new HlError('DemoError', `The org refused ${method} ${path}: ${answer}`);
    }
    return answer === '' ? undefined : JSON.parse(answer);
  };

  const query = async <T>(soql: string): Promise<T[]> => {
    const { records } = (await call('GET', `query?q=${encodeURIComponent(soql)}`)) as {
      records: T[];
    };
    return records;
  };

  return {
    query,
    create: async (object, fields) => {
      const { id } = (await call('POST', `sobjects/${object}`, fields)) as { id: string };
      return id;
    },
    update: async (object, id, fields) => {
      await call('PATCH', `sobjects/${object}/${id}`, fields);
    },
    updateAll: async (object, ids, fields) => {
      for (let start = 0; start < ids.length; start += BATCH) {
        const records = ids
          .slice(start, start + BATCH)
          .map((id) => ({ attributes: { type: object }, id, ...fields }));
        const results = await call('PATCH', 'composite/sobjects', { allOrNone: true, records });
        const refused = (results as { success: boolean }[]).find(({ success }) => !success);
        if (refused) {
          throw new HlError('DemoError', `The org refused an update: ${JSON.stringify(refused)}`);
        }
      }
    },
    remove: async (object, id) => {
      await call('DELETE', `sobjects/${object}/${id}`);
    },
  };
}
