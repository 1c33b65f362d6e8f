import { Connection } from 'jsforce';
import { strToU8, zipSync } from 'fflate';
import { startLocalOrg } from '../src/index.ts';
import type { LocalOrg, LocalOrgOptions } from '../src/index.ts';

/** Runs a test against an org of its own, which is gone afterwards. */
export async function withOrg(
  work: (org: LocalOrg, connection: Connection) => Promise<void>,
  options: LocalOrgOptions = {},
): Promise<void> {
  const org = await startLocalOrg(options);
  try {
    await work(org, connect(org));
  } finally {
    await org.close();
  }
}

/** A jsforce connection in a session of the administrator, or of somebody else. */
export function connect(org: LocalOrg, accessToken = org.accessToken): Connection {
  return new Connection({ instanceUrl: org.url, accessToken, version: '66.0' });
}

/** For tests that move the clock by days: a session that nobody uses meanwhile stays open. */
export const longSessions = { security: { sessionTimeoutMinutes: 60 * 24 * 30 } };

/** A clock that stands still until it is moved. */
export function manualClock(start: string) {
  let now = new Date(start);
  return {
    now: () => now,
    advance: (seconds: number) => {
      now = new Date(now.getTime() + seconds * 1000);
    },
  };
}

export type Row = Record<string, unknown>;

/** The records of a query, their attributes left out. */
export async function rowsOf(
  connection: Connection,
  soql: string,
  scanAll = false,
): Promise<Row[]> {
  const { records } = await connection.query(soql, { scanAll });
  return records.map((record) => {
    const row: Row = { ...record };
    delete row['attributes'];
    return row;
  });
}

/** Creates a record. @returns its Id. */
export async function create(connection: Connection, object: string, values: Row): Promise<string> {
  const { id } = await connection.sobject(object).create(values);
  return id!;
}

export interface DeployProblem {
  fullName: string;
  problem: string;
  line: number | undefined;
}

/**
 * Deploys metadata files through jsforce's Metadata API client. `members` is
 * what package.xml lists, by type.
 */
export async function deploy(
  connection: Connection,
  members: Record<string, string[]>,
  files: Record<string, string>,
  options: Record<string, boolean> = {},
): Promise<{ id: string; success: boolean; status: string; problems: DeployProblem[] }> {
  const zip = zipSync({
    'package.xml': strToU8(packageXml(members)),
    ...Object.fromEntries(Object.entries(files).map(([path, xml]) => [path, strToU8(xml)])),
  });
  connection.metadata.pollInterval = 10;
  const result = await connection.metadata
    .deploy(Buffer.from(zip), { rollbackOnError: true, singlePackage: true, ...options })
    .complete(true);
  const failures = [result.details.componentFailures].flat();
  return {
    id: result.id,
    success: result.success,
    status: result.status,
    problems: failures.map((failure) => ({
      fullName: failure.fullName,
      problem: failure.problem ?? '',
      line: failure.lineNumber ?? undefined,
    })),
  };
}

function packageXml(members: Record<string, string[]>): string {
  const types = Object.entries(members).map(
    ([name, names]) =>
      `<types>${names.map((one) => `<members>${one}</members>`).join('')}<name>${name}</name></types>`,
  );
  return metadataFile('Package', `${types.join('')}<version>66.0</version>`);
}

export function metadataFile(root: string, content: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="http://soap.sforce.com/2006/04/metadata">${content}</${root}>`;
}

export function customField(name: string, type: string, more = ''): string {
  return `<fields><fullName>${name}</fullName><label>${name.replace('__c', '')}</label>${more}<type>${type}</type></fields>`;
}

/** A permission set that shows the given fields, and lets them be edited. */
export function permissionSet(label: string, fields: readonly string[]): string {
  const grants = fields.map(
    (field) =>
      `<fieldPermissions><editable>true</editable><field>${field}</field><readable>true</readable></fieldPermissions>`,
  );
  return metadataFile('PermissionSet', `${grants.join('')}<label>${label}</label>`);
}

/** Assigns a deployed permission set to a user, as an admin's script would. */
export async function assignPermissionSet(
  connection: Connection,
  name: string,
  username: string,
): Promise<void> {
  const [set] = (await connection.query(`SELECT Id FROM PermissionSet WHERE Name = '${name}'`))
    .records;
  const [user] = (await connection.query(`SELECT Id FROM User WHERE Username = '${username}'`))
    .records;
  await connection
    .sobject('PermissionSetAssignment')
    .create({ PermissionSetId: set!.Id!, AssigneeId: user!.Id! });
}

export interface RestError {
  status: number;
  errorCode: string;
  message: string;
  fields: string[] | undefined;
}

/** Sends one REST request and gives back the error that it must end in. */
export async function restError(
  org: LocalOrg,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<RestError> {
  const response = await fetch(`${org.url}/services/data/v66.0${path}`, {
    method,
    headers: {
      authorization: `Bearer ${org.accessToken}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const [error] = (await response.json()) as Omit<RestError, 'status'>[];
  return {
    status: response.status,
    errorCode: error!.errorCode,
    message: error!.message,
    fields: error!.fields,
  };
}

/** Sends one SOAP call in the administrator's session. */
export async function soapCall(
  org: LocalOrg,
  path: string,
  operation: string,
): Promise<{ status: number; text: string }> {
  const response = await fetch(org.url + path, {
    method: 'POST',
    headers: { 'content-type': 'text/xml', soapaction: '""' },
    body:
      `<Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope/"><Header><SessionHeader>` +
      `<sessionId>${org.accessToken}</sessionId></SessionHeader></Header>` +
      `<Body>${operation}</Body></Envelope>`,
  });
  return { status: response.status, text: await response.text() };
}
