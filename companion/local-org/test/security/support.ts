import { createSign } from 'node:crypto';
import type { Connection } from 'jsforce';
import { generate } from 'selfsigned';
import type { LocalOrg } from '../../src/index.ts';
import { metadataFile } from '../support.ts';

/** An RSA key and a self-signed certificate for it, PEM. */
export interface KeyPair {
  readonly key: string;
  readonly certificate: string;
}

export async function makeKeyPair(commonName = '127.0.0.1'): Promise<KeyPair> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: commonName }], {
    keySize: 2048,
    algorithm: 'sha256',
  });
  return { key, certificate: cert };
}

/** A JWT, signed with RS256 whatever its header says. */
export function signJwt(
  claims: Record<string, unknown>,
  key: string,
  header: Record<string, unknown> = { alg: 'RS256' },
): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part(header)}.${part(claims)}`;
  return `${signed}.${createSign('RSA-SHA256').update(signed).sign(key, 'base64url')}`;
}

export interface TokenAnswer {
  readonly status: number;
  readonly error?: string;
  readonly error_description?: string;
  readonly access_token?: string;
  readonly instance_url?: string;
  readonly id?: string;
  readonly scope?: string;
}

/** Sends a request to the token endpoint, or to another one of OAuth. */
export async function requestToken(
  org: LocalOrg,
  parameters: Record<string, string>,
  { endpoint = 'token', headers = {} } = {},
): Promise<TokenAnswer> {
  const response = await fetch(`${org.url}/services/oauth2/${endpoint}`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: new URLSearchParams(parameters).toString(),
  });
  const text = await response.text();
  const body = (text ? JSON.parse(text) : {}) as Omit<TokenAnswer, 'status'>;
  return { status: response.status, ...body };
}

/** Creates an active user of a profile. @returns the user's Id. */
export async function createUser(
  connection: Connection,
  username: string,
  profile = 'Standard User',
): Promise<string> {
  const profiles = await connection.query(`SELECT Id FROM Profile WHERE Name = '${profile}'`);
  const { id } = await connection.sobject('User').create({
    Username: username,
    LastName: username.split('@')[0]!,
    Email: username,
    Alias: username.slice(0, 8),
    ProfileId: profiles.records[0]!.Id!,
    TimeZoneSidKey: 'GMT',
    LocaleSidKey: 'en_US',
    LanguageLocaleKey: 'en_US',
    EmailEncodingKey: 'UTF-8',
  });
  return id!;
}

/** Calls an operation of the partner SOAP API. @returns the answer's XML. */
export async function callSoap(
  org: LocalOrg,
  operation: string,
  parameters: Record<string, string>,
  sessionId?: string,
): Promise<string> {
  const header =
    sessionId === undefined
      ? ''
      : `<Header><SessionHeader><sessionId>${sessionId}</sessionId></SessionHeader></Header>`;
  const content = Object.entries(parameters).map(([name, value]) => `<${name}>${value}</${name}>`);
  const response = await fetch(`${org.url}/services/Soap/u/64.0`, {
    method: 'POST',
    headers: { 'content-type': 'text/xml', SOAPAction: '""' },
    body: `<Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope/">${header}<Body><${operation} xmlns="urn:partner.soap.sforce.com">${content.join('')}</${operation}></Body></Envelope>`,
  });
  return response.text();
}

/** What a permission set or a profile grants, in short. */
export interface Grants {
  /** Elements of objectPermissions that are true, by object: `{ Contact: ['allowRead'] }`. */
  readonly objects?: Record<string, readonly string[]>;
  readonly readable?: readonly string[];
  readonly editable?: readonly string[];
  readonly userPermissions?: readonly string[];
}

const OBJECT_ELEMENTS = [
  'allowCreate',
  'allowDelete',
  'allowEdit',
  'allowRead',
  'modifyAllRecords',
  'viewAllRecords',
];

/** The elements of a permission set or a profile that make these grants. */
export function grantElements({
  objects = {},
  readable = [],
  editable = [],
  userPermissions = [],
}: Grants): { fieldPermissions: string; objectPermissions: string; userPermissions: string } {
  const field = (name: string, canEdit: boolean) =>
    `<fieldPermissions><editable>${canEdit}</editable><field>${name}</field><readable>true</readable></fieldPermissions>`;
  const object = ([name, granted]: [string, readonly string[]]) =>
    `<objectPermissions>${OBJECT_ELEMENTS.map((element) => `<${element}>${granted.includes(element)}</${element}>`).join('')}<object>${name}</object></objectPermissions>`;
  const permission = (name: string) =>
    `<userPermissions><enabled>true</enabled><name>${name}</name></userPermissions>`;
  return {
    fieldPermissions: [
      ...readable.map((name) => field(name, false)),
      ...editable.map((name) => field(name, true)),
    ].join(''),
    objectPermissions: Object.entries(objects).map(object).join(''),
    userPermissions: userPermissions.map(permission).join(''),
  };
}

/** The file of a permission set that makes these grants. */
export function grantingSet(label: string, grants: Grants): string {
  const elements = grantElements(grants);
  return metadataFile(
    'PermissionSet',
    `${elements.fieldPermissions}<label>${label}</label>${elements.objectPermissions}${elements.userPermissions}`,
  );
}
