import { createHash, randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { SalesforceError } from '../../errors.ts';
import { escapeXml, parseXml, XmlSyntaxError } from '../../metadata/xml.ts';
import type { XmlElement } from '../../metadata/xml.ts';
import { isApiVersion } from '../versions.ts';

/** One SOAP call: the operation's element, and what the headers say. */
export interface SoapCall {
  readonly operation: XmlElement;
  readonly sessionId: string | undefined;
  /** Such as `64.0`. */
  readonly version: string;
  readonly sourceIp: string;
}

/**
 * What an operation answers: nested values, written as elements in their order; a name that begins
 * with `@` is an attribute.
 */
export type SoapValue =
  string | number | boolean | null | readonly SoapValue[] | { readonly [name: string]: SoapValue };
export type SoapOperation = (call: SoapCall) => SoapValue;

/**
 * Registers a SOAP endpoint with its table of operations. An operation that is
 * not in the table is a fault that says so.
 * @param headersOf the headers of an operation's answer, by their names.
 */
export function registerSoap(
  app: FastifyInstance,
  path: string,
  namespace: string,
  operations: Readonly<Record<string, SoapOperation>>,
  headersOf: (operation: string) => Readonly<Record<string, SoapValue>> = () => ({}),
): void {
  // Also what goes wrong around an operation is answered in SOAP.
  const errorHandler = (error: unknown, _request: FastifyRequest, reply: FastifyReply) => {
    if (!(error instanceof SalesforceError)) throw error;
    void sendFault(reply, error, namespace);
  };
  for (const url of [`${path}/:version`, `${path}/:version/*`]) {
    app.post(url, { errorHandler }, (request, reply) => {
      const { version } = request.params as { version: string };
      const call = readCall(request.body, version, request.ip);
      const name = localName(call.operation);
      const operation = operations[name];
      if (!operation) {
        throw new SalesforceError(
          'INVALID_OPERATION',
          `The local org does not implement the SOAP operation ${name} of ${path}.`,
        );
      }
      const result = toElements('result', inSoapWords(call, operation));
      const headers = Object.entries(headersOf(name)).map(([header, value]) =>
        toElements(header, value),
      );
      return sendXml(
        reply,
        200,
        `<${name}Response>${result}</${name}Response>`,
        namespace,
        headers.join(''),
      );
    });
  }
}

/** The name without its namespace prefix. */
export function localName({ name }: XmlElement): string {
  return name.slice(name.indexOf(':') + 1);
}

/** Text of a direct child, whatever its namespace prefix. */
export function soapText(element: XmlElement, name: string): string | undefined {
  return find(element, name)?.text;
}

export function find(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.find((child) => localName(child) === name);
}

function readCall(body: unknown, version: string, sourceIp: string): SoapCall {
  if (!isApiVersion(version)) {
    throw new SalesforceError('UNSUPPORTED_API_VERSION', 'Invalid Api version specified on URL');
  }
  let envelope: XmlElement;
  try {
    envelope = parseXml(typeof body === 'string' ? body : '');
  } catch (error) {
    if (!(error instanceof XmlSyntaxError)) throw error;
    throw new SalesforceError('MALFORMED_XML', error.message);
  }
  const operation = find(envelope, 'Body')?.children[0];
  if (!operation) throw new SalesforceError('MALFORMED_XML', 'No operation in the SOAP body');
  const headers = find(envelope, 'Header');
  const known = new Set(['SessionHeader', 'CallOptions']);
  const foreign = headers?.children.find((header) => !known.has(localName(header)));
  if (foreign) {
    throw new SalesforceError(
      'INVALID_OPERATION',
      `The local org does not implement the SOAP header ${localName(foreign)}.`,
    );
  }
  const session = headers && find(headers, 'SessionHeader');
  return { operation, sessionId: session && soapText(session, 'sessionId'), version, sourceIp };
}

/** Runs an operation; of a session that has ended SOAP speaks in words of its own. */
function inSoapWords(call: SoapCall, operation: SoapOperation): SoapValue {
  try {
    return operation(call);
  } catch (error) {
    if (!(error instanceof SalesforceError) || error.errorCode !== 'INVALID_SESSION_ID')
      throw error;
    const hash = createHash('sha256')
      .update(call.sessionId ?? '')
      .digest('base64');
    throw new SalesforceError(
      error.errorCode,
      `Invalid Session ID found in SessionHeader: Illegal Session. Session not found, missing session hash: ${hash}\n` +
        `This error usually occurs after a session expires or a user logs out.`,
    );
  }
}

function toElements(name: string, value: SoapValue): string {
  if (Array.isArray(value)) return value.map((one: SoapValue) => toElements(name, one)).join('');
  if (value === null) return `<${name} xsi:nil="true"/>`;
  if (typeof value === 'object') {
    const entries = Object.entries(value);
    const attributes = entries.map(([key, text]) =>
      key.startsWith('@') ? ` ${key.slice(1)}="${escapeXml(text as string)}"` : '',
    );
    const children = entries.map(([key, content]) =>
      key.startsWith('@') ? '' : toElements(key, content),
    );
    return `<${name}${attributes.join('')}>${children.join('')}</${name}>`;
  }
  return `<${name}>${escapeXml(String(value))}</${name}>`;
}

function sendXml(
  reply: FastifyReply,
  status: number,
  body: string,
  namespace: string,
  headers = '',
): FastifyReply {
  return reply
    .status(status)
    .type('text/xml; charset=utf-8')
    .send(
      `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope ` +
        `xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns="${namespace}" ` +
        `xmlns:sf="urn:fault.${namespace.includes('metadata') ? 'metadata' : 'partner'}.soap.sforce.com" ` +
        `xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">` +
        `${headers && `<soapenv:Header>${headers}</soapenv:Header>`}<soapenv:Body>${body}</soapenv:Body></soapenv:Envelope>`,
    );
}

function sendFault(reply: FastifyReply, error: SalesforceError, namespace: string): FastifyReply {
  const { errorCode, message } = error;
  const text = escapeXml(message);
  return sendXml(
    reply,
    500,
    `<soapenv:Fault><faultcode>sf:${errorCode}</faultcode><faultstring>${errorCode}: ${text}</faultstring>` +
      `<detail><sf:fault><sf:exceptionCode>${errorCode}</sf:exceptionCode>` +
      `<sf:exceptionMessage>${text}</sf:exceptionMessage></sf:fault></detail></soapenv:Fault>`,
    namespace,
  );
}

/** An Id for something that is no record, such as a running deploy. */
export function makeRequestId(keyPrefix: string): string {
  return `${keyPrefix}HL${randomUUID().replaceAll('-', '').slice(0, 10).toUpperCase()}AAA`;
}
