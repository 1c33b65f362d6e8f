import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import type { Salesforce } from '../../src/salesforce/interfaces.ts';
import { organizationOf } from '../../src/salesforce/organization.ts';
import { createRest } from '../../src/salesforce/rest.ts';
import { askSalesforce } from '../../src/salesforce/salesforce.ts';
import type { ContactPage } from '../../src/salesforce/interfaces.ts';
import { plan as fakePlan } from '../jobs/fakeSalesforce.ts';

const plan = {
  ...fakePlan,
  select: ['Name', 'LastName', 'Account.Name', 'HL_IsActive__c', 'HL_Mod_Date__c'],
  communityGroups: { fields: [], campaigns: false },
};
const planWithCampaigns = { ...plan, communityGroups: { fields: [], campaigns: true } };

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

interface Asked {
  salesforce: Salesforce;
  /** Path, SOQL and body of each call. */
  calls: string[];
  connection: { accessToken: string; refreshes: number };
}

/** Runs against a server that answers the nth call with the nth handler, the last one for all that follow. */
async function against(
  handlers: Handler[],
  use: (asked: Asked) => Promise<void>,
  withPlan = plan,
): Promise<void> {
  const calls: string[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      calls.push(decodeURIComponent((request.url ?? '') + body));
      handlers[Math.min(calls.length, handlers.length) - 1]!(request, response);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const connection = {
    accessToken: 'first',
    refreshes: 0,
    instanceUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    getApiVersion: () => '64.0',
    getAuthInfoFields: () => ({}),
    refreshAuth() {
      this.refreshes++;
      this.accessToken = 'second';
      return Promise.resolve();
    },
  };
  const rest = createRest(connection, { retry: { retries: 2, minTimeout: 0 }, timeout: 500 });
  try {
    await use({ salesforce: askSalesforce(rest, withPlan), calls, connection });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

function json(body: unknown, status = 200, headers: Record<string, string> = {}): Handler {
  return (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
  };
}

function fault(status: number, errorCode: string, message = 'words'): Handler {
  return json([{ errorCode, message }], status);
}

function result(records: object[], done = true): Handler {
  return json({ totalSize: records.length, done, records });
}

function contact(id: string, values: object = {}): object {
  return {
    attributes: { type: 'Contact' },
    Id: id,
    Name: 'Ada',
    LastName: 'Byron',
    Account: { Name: 'Engines' },
    HL_IsActive__c: true,
    HL_Mod_Date__c: '2026-03-01T08:00:00.000+0000',
    ...values,
  };
}

/** The answer to several queries in one call. */
function together(...results: object[][]): Handler {
  return json({
    compositeResponse: results.map((records) => ({
      httpStatusCode: 200,
      body: { totalSize: records.length, done: true, records },
    })),
  });
}

const ID = '003000000000001AAA';
const BEFORE = '003000000000000AAA';
const since = new Date('2026-03-01T08:00:00.123Z');
const window = { since, deletedSince: since, by: 'stamp' } as const;

/** The first page of contacts behind an Id: one call for one query. */
async function contactsBehind(salesforce: Salesforce, after: string): Promise<ContactPage> {
  for await (const page of salesforce.changes(window).contacts(after)) return page;
  throw new Error('no page');
}

async function all<T>(pages: AsyncIterable<{ records: readonly T[] }>): Promise<T[]> {
  const records: T[] = [];
  for await (const page of pages) records.push(...page.records);
  return records;
}

const SELECT = 'SELECT Name,LastName,Account.Name,HL_IsActive__c,HL_Mod_Date__c FROM Contact';
const T = '2026-03-01T08:00:00Z';

describe('what Salesforce is asked', () => {
  it('contacts: by their stamp and the indexed SystemModstamp, in pages by Id', () =>
    against([result([])], async ({ salesforce, calls }) => {
      await contactsBehind(salesforce, ID);
      assert.deepEqual(calls, [
        `/services/data/v64.0/query?q=${SELECT} WHERE SystemModstamp >= ${T} AND HL_Mod_Date__c >= ${T}` +
          ` AND Id > '${ID}' ORDER BY Id LIMIT 2000`,
      ]);
    }));

  it('by SystemModstamp alone for what no flow stamped', () =>
    against([result([])], async ({ salesforce, calls }) => {
      await all(salesforce.changes({ ...window, by: 'modification' }).contactsOfAccounts(ID));
      assert.match(calls[0]!, new RegExp(`WHERE Account.SystemModstamp >= ${T} AND Id > `));
    }));

  it('the first pages of everything that can have changed, in one call', () =>
    against(
      [together([], [{ Id: ID, MasterRecordId: null }], [], [], [])],
      async ({ salesforce, calls }) => {
        const changes = salesforce.changes(window);
        assert.deepEqual(await all(changes.contacts(null)), []);
        assert.deepEqual(await all(changes.contactsOfAccounts(null)), []);
        assert.deepEqual(await all(changes.deletedContacts(null)), [{ id: ID, masterId: null }]);
        assert.deepEqual(await all(changes.campaigns(null)), []);
        assert.deepEqual(await all(changes.campaignMembers(null)), []);
        assert.equal(calls.length, 1);
        for (const query of [
          `query?q=${SELECT} WHERE SystemModstamp >= ${T} AND HL_Mod_Date__c >= ${T} ORDER BY Id LIMIT 2000`,
          `query?q=${SELECT} WHERE Account.SystemModstamp >= ${T} AND Account.HL_Mod_Date__c >= ${T} ORDER BY`,
          // No flow stamps what is deleted.
          `queryAll?q=SELECT Id,MasterRecordId FROM Contact WHERE IsDeleted = true AND SystemModstamp >= ${T} ORDER BY`,
          `queryAll?q=SELECT Id,IsDeleted,Name,EndDate FROM Campaign WHERE SystemModstamp >= ${T} ORDER BY`,
          `queryAll?q=SELECT Id,ContactId FROM CampaignMember WHERE ContactId != null AND SystemModstamp >= ${T} ORDER BY`,
        ]) {
          assert.ok(calls[0]!.includes(query), `${query}\n${calls[0]}`);
        }
      },
      planWithCampaigns,
    ));

  it('all contacts, where there is no watermark', () =>
    against([together([], [])], async ({ salesforce, calls }) => {
      const changes = salesforce.changes({ since: null, deletedSince: null, by: 'stamp' });
      await all(changes.contacts(null));
      assert.match(calls[0]!, /FROM Contact ORDER BY Id LIMIT 2000"/);
      assert.doesNotMatch(calls[0]!, /Campaign|Account\.Sys/);
    }));

  it('the campaigns of a page’s contacts, in one call with the page behind it', () => {
    const membership = {
      Id: '00v000000000001AAA',
      ContactId: ID,
      CampaignId: '701000000000001AAA',
      Status: 'Sent',
      Campaign: { Name: 'Gala', EndDate: null },
    };
    return against(
      [result([contact(ID)], false), together([contact('003000000000002AAA')], [membership])],
      async ({ salesforce, calls }) => {
        const { records, memberships } = await contactsBehind(salesforce, BEFORE);
        assert.equal(records.length, 1);
        assert.deepEqual(memberships.get(ID), [
          {
            contactId: ID,
            campaignId: '701000000000001AAA',
            campaignName: 'Gala',
            campaignEndDate: null,
            status: 'Sent',
          },
        ]);
        assert.match(calls[1]!, new RegExp(`AND Id > '${ID}'.*ContactId IN \\('${ID}'\\)`));
      },
      planWithCampaigns,
    );
  });

  it('contacts by key: thousands in one call, and no URL longer than Salesforce takes', () =>
    against([together([], [], [], [])], async ({ salesforce, calls }) => {
      const keys = Array.from({ length: 2000 }, (_, n) => `003${String(n).padStart(12, '0')}AAA`);
      await salesforce.contactsByKey(keys);
      assert.equal(calls.length, 1);
      const urls = calls[0]!.match(/"url":"[^"]*"/g) ?? [];
      assert.ok(urls.every((url) => encodeURI(url).length < 16_384));
      assert.deepEqual(
        urls.flatMap((url) => url.match(/003\w{15}/g) ?? []),
        keys,
      );
    }));

  it('contacts by key: goes on behind a page that was cut short', () => {
    const [one, two] = [contact(ID), contact('003000000000002AAA')];
    return against([result([one], false), result([two])], async ({ salesforce, calls }) => {
      const { records } = await salesforce.contactsByKey([ID, '003000000000002AAA']);
      assert.equal(records.length, 2);
      assert.match(calls[1]!, new RegExp(`AND Id > '${ID}' ORDER BY Id`));
    });
  });

  it('the count, whose answer’s Date header is the clock', () =>
    against(
      [
        json({ totalSize: 7, done: true, records: [] }, 200, {
          date: 'Sun, 01 Mar 2026 09:00:00 GMT',
        }),
      ],
      async ({ salesforce, calls }) => {
        assert.deepEqual(await salesforce.countContacts({ since: null, by: 'stamp' }), {
          count: 7,
          serverTime: new Date('2026-03-01T09:00:00Z'),
        });
        assert.match(calls[0]!, /SELECT COUNT\(\) FROM Contact$/);
      },
    ));

  it('what the fields of the plan are called', () =>
    against(
      [
        json({
          compositeResponse: [
            {
              httpStatusCode: 200,
              body: {
                fields: [
                  {
                    name: 'LastName',
                    label: 'Last Name',
                    type: 'string',
                    calculated: false,
                    picklistValues: [],
                  },
                  {
                    name: 'Fax',
                    label: 'Fax',
                    type: 'phone',
                    calculated: false,
                    picklistValues: [],
                  },
                ],
              },
            },
            {
              httpStatusCode: 200,
              body: {
                fields: [
                  {
                    name: 'Name',
                    label: 'Account Name',
                    type: 'picklist',
                    calculated: false,
                    picklistValues: [{ value: 'a', label: 'A', active: false }],
                  },
                ],
              },
            },
          ],
        }),
      ],
      async ({ salesforce }) => {
        const fields = await salesforce.describeFields();
        assert.deepEqual([...fields.keys()], ['LastName', 'Account.Name']);
        assert.deepEqual(fields.get('Account.Name'), {
          label: 'Account Name',
          kind: 'picklist',
          calculated: false,
          options: new Map([['a', 'A']]),
        });
      },
    ));

  it('whether the user sees all contacts; no answer is no', async () => {
    const user = json({ user_id: '005000000000001AAA' });
    await against([user, result([{ Id: '110000000000001AAA' }])], async ({ salesforce, calls }) => {
      assert.equal(await salesforce.seesAllContacts(), true);
      assert.match(
        calls[1]!,
        /PermissionsViewAllRecords = true .*AssigneeId = '005000000000001AAA'/,
      );
    });
    await against([user, result([])], async ({ salesforce }) => {
      assert.equal(await salesforce.seesAllContacts(), false);
    });
    for (const code of ['MALFORMED_QUERY', 'INVALID_TYPE', 'INVALID_FIELD']) {
      await against([user, fault(400, code)], async ({ salesforce }) => {
        assert.equal(await salesforce.seesAllContacts(), false);
      });
    }
    await against([user, fault(403, 'REQUEST_LIMIT_EXCEEDED')], async ({ salesforce }) => {
      await assert.rejects(salesforce.seesAllContacts(), { name: 'ApiLimitReached' });
    });
  });
});

describe('what Salesforce answers', () => {
  it('becomes flat records; a contact without an account has no account fields', () =>
    against(
      [result([contact(ID), contact('003000000000002AAA', { Account: null })])],
      async ({ salesforce }) => {
        const { records } = await contactsBehind(salesforce, BEFORE);
        assert.deepEqual(
          records.map(({ values }) => values['Account.Name']),
          ['Engines', null],
        );
        assert.equal(records[0]?.values['HL_IsActive__c'], true);
      },
    ));

  it('goes on behind the last Id of a page that was cut short', () =>
    against([result([contact(ID)], false)], async ({ salesforce }) => {
      await assert.rejects(all(salesforce.changes(window).contacts(BEFORE)), {
        name: 'UnexpectedAnswer',
      });
      await assert.rejects(contactsBehind(salesforce, ID), { name: 'UnexpectedAnswer' });
    }));

  const broken: [string, Handler, RegExp][] = [
    [
      'a field is missing',
      result([contact(ID, { LastName: undefined })]),
      /without the field LastName/,
    ],
    [
      'an account field is missing',
      result([contact(ID, { Account: {} })]),
      /without the field Account\.Name/,
    ],
    [
      'a compound value',
      result([contact(ID, { LastName: { city: 'x' } })]),
      /object as the value of LastName/,
    ],
    ['no Id', result([contact('003')]), /18-character Id/],
    ['no query result', json({ hello: 'world' }), /not the result of a query/],
    ['no JSON', (_, response) => void response.end('<html>'), /not JSON/],
  ];
  for (const [what, handler, message] of broken) {
    it(`is never read as blank: ${what}`, () =>
      against([handler], async ({ salesforce }) => {
        await assert.rejects(contactsBehind(salesforce, BEFORE), { message });
      }));
  }
});

describe('the org that a session belongs to', () => {
  const orgOf = (accessToken: string, orgId?: string) =>
    organizationOf({ accessToken, getAuthInfoFields: () => (orgId ? { orgId } : {}) });

  it('is told by the session’s token, and otherwise by what sf wrote down at the login', () => {
    assert.equal(orgOf('00D000000000001!AQ0secret', '00D000000000009'), '00D000000000001EAA');
    assert.equal(orgOf('eyJhbGciOi.J9.x', '00D000000000009'), '00D000000000009EAA');
    assert.equal(orgOf('eyJhbGciOi.J9.x', '00D000000000009EAA'), '00D000000000009EAA');
  });

  it('must be known', () => {
    assert.throws(() => orgOf('eyJhbGciOi.J9.x'), { name: 'OrgUnknown' });
  });
});

describe('when Salesforce says no', () => {
  const cases: [string, Handler, string, RegExp][] = [
    [
      'a field of the package',
      fault(
        400,
        'INVALID_FIELD',
        "\nSELECT Id\n^\nNo such column 'HL_Mod_Date__c' on entity 'Contact'. If you",
      ),
      'FieldNotVisible',
      /Contact\.HL_Mod_Date__c[^]*package is not deployed[^]*HL_Integration/,
    ],
    [
      'a field of the worksheet',
      fault(400, 'INVALID_FIELD', "No such column 'Lvl__c' on entity 'Account'."),
      'FieldNotVisible',
      /Account\.Lvl__c[^]*worksheet names a field[^]*HL_Integration/,
    ],
    ['the object', fault(400, 'INVALID_TYPE'), 'ObjectNotVisible', /cannot read/],
    ['the limit', fault(403, 'REQUEST_LIMIT_EXCEEDED'), 'ApiLimitReached', /24 hours/],
    [
      'anything else',
      fault(400, 'MALFORMED_QUERY', 'unexpected token'),
      'SalesforceError',
      /MALFORMED_QUERY: unexpected token/,
    ],
    [
      'a proxy',
      (_, response) => void response.writeHead(418).end('<html>'),
      'SalesforceError',
      /HTTP_418/,
    ],
  ];
  for (const [what, handler, name, message] of cases) {
    it(`says what and what to do: ${what}`, () =>
      against([handler], async ({ salesforce, calls }) => {
        await assert.rejects(salesforce.countContacts({ since: null, by: 'stamp' }), {
          name,
          message,
        });
        assert.equal(calls.length, 1);
      }));
  }

  it('says the same of one question among several of a call', () =>
    against(
      [
        json({
          compositeResponse: [
            { httpStatusCode: 200, body: { totalSize: 0, done: true, records: [] } },
            { httpStatusCode: 200, body: { totalSize: 0, done: true, records: [] } },
            {
              httpStatusCode: 400,
              body: [
                {
                  errorCode: 'INVALID_FIELD',
                  message: "No such column 'Lvl__c' on entity 'Contact'.",
                },
              ],
            },
          ],
        }),
      ],
      async ({ salesforce }) => {
        await assert.rejects(all(salesforce.changes(window).contacts(null)), {
          name: 'FieldNotVisible',
        });
      },
    ));

  it('does not take a campaign that the user may not see for one without a name', () =>
    against(
      [
        result([contact(ID)]),
        result([
          {
            Id: '00v000000000001AAA',
            ContactId: ID,
            CampaignId: '701000000000001AAA',
            Status: 'Sent',
            Campaign: null,
          },
        ]),
      ],
      async ({ salesforce }) => {
        await assert.rejects(contactsBehind(salesforce, BEFORE), { name: 'CampaignNotVisible' });
      },
      planWithCampaigns,
    ));

  it('renews the session once, and tells if that does not help', async () => {
    const expired = fault(401, 'INVALID_SESSION_ID', 'Session expired or invalid');
    const onlySecond: Handler = (request, response) => {
      const renewed = request.headers.authorization === 'Bearer second';
      (renewed ? result([]) : expired)(request, response);
    };
    await against([onlySecond], async ({ salesforce, connection }) => {
      await contactsBehind(salesforce, BEFORE);
      await contactsBehind(salesforce, BEFORE);
      assert.equal(connection.refreshes, 1);
    });
    await against([expired], async ({ salesforce }) => {
      await assert.rejects(contactsBehind(salesforce, BEFORE), {
        name: 'SessionExpired',
      });
    });
  });

  const passing: [string, Handler][] = [
    ['503', fault(503, 'SERVER_UNAVAILABLE')],
    ['no answer in time', () => undefined],
    ['a cut connection', (request) => request.socket.destroy()],
    [
      'an answer cut in the middle',
      (_, response) => {
        response.writeHead(200, { 'content-length': '1000' });
        response.write('{"totalSize"', () => response.destroy());
      },
    ],
  ];
  for (const [what, handler] of passing) {
    it(`tries again after ${what}, counts each call, and gives up in the end`, async () => {
      await against([handler, handler, result([])], async ({ salesforce }) => {
        await contactsBehind(salesforce, BEFORE);
        assert.equal(salesforce.usage().calls, 3);
      });
      await against([handler], async ({ salesforce, calls }) => {
        await assert.rejects(contactsBehind(salesforce, BEFORE), {
          name: 'SalesforceUnreachable',
        });
        assert.equal(calls.length, 3);
      });
    });
  }

  it('knows the org’s API usage from the answers', () =>
    against(
      [
        json({ totalSize: 0, done: true, records: [] }, 200, {
          'sforce-limit-info': 'api-usage=18/15000',
        }),
      ],
      async ({ salesforce }) => {
        assert.equal(salesforce.usage().org, null);
        await contactsBehind(salesforce, BEFORE);
        assert.deepEqual(salesforce.usage(), { calls: 1, org: { used: 18, limit: 15_000 } });
      },
    ));
});

describe('a proxy that the environment names', () => {
  it('is asked, but not for the hosts of NO_PROXY', async () => {
    const asked: string[] = [];
    const proxy = createServer();
    proxy.on('connect', ({ url }, socket) => {
      asked.push(url ?? '');
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    });
    proxy.listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    const { port } = proxy.address() as AddressInfo;
    const source = JSON.stringify(join(import.meta.dirname, '../../src/salesforce/salesforce.ts'));
    const child = spawn(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `const { connectSalesforce } = await import(${source});
         connectSalesforce({}, { select: [], communityGroups: {} });
         for (const host of ['a.example.org', 'localhost:1'])
           await fetch('https://' + host).catch(() => undefined);`,
      ],
      {
        env: { HTTPS_PROXY: `http://127.0.0.1:${port}`, NO_PROXY: 'localhost' },
        stdio: 'inherit',
      },
    );
    assert.deepEqual(await once(child, 'exit'), [0, null]);
    proxy.close();
    assert.deepEqual(asked, ['a.example.org:443']);
  });
});
