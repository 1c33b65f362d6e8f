import { createServer, request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';

/**
 * Stands between a client and an org, and shows each request to `onRequest`
 * before it is passed on. @returns the URL to connect to.
 */
export async function setUpProxy(
  t: TestContext,
  target: string,
  onRequest: (message: IncomingMessage) => void,
): Promise<string> {
  const server = createServer((incoming, outgoing) => {
    onRequest(incoming);
    // As it came: clients also send paths such as //services/data, which a URL takes for a host.
    const { method, headers, url: path } = incoming;
    const forwarded = request(target, { method, headers, path }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    forwarded.on('error', () => outgoing.destroy());
    incoming.pipe(forwarded);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
