import { connect as connectSocket } from 'node:net';
import type { LocalOrg } from '../../src/index.ts';

/** Sends a GET below `/services/data/v66.0` in the administrator's session. */
export function get(org: LocalOrg, path: string, signal?: AbortSignal): Promise<Response> {
  return fetch(`${org.url}/services/data/v66.0${path}`, {
    headers: { authorization: `Bearer ${org.accessToken}` },
    ...(signal && { signal }),
  });
}

/** Sends a GET over a socket of its own. @returns every byte that comes until the server closes it. */
export function rawGet(org: LocalOrg, path: string): Promise<Buffer> {
  const { hostname, port, host } = new URL(org.url);
  const socket = connectSocket(Number(port), hostname);
  socket.write(
    `GET /services/data/v66.0${path} HTTP/1.1\r\nHost: ${host}\r\n` +
      `Authorization: Bearer ${org.accessToken}\r\nConnection: close\r\n\r\n`,
  );
  return socket.toArray().then((chunks) => Buffer.concat(chunks as Buffer[]));
}

export const soql = (query: string): string => `/query?q=${encodeURIComponent(query)}`;
