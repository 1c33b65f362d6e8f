import type { ServerResponse } from 'node:http';

/**
 * Closes the connection once so many bytes of the answer, counted from its
 * first, are on their way. An answer that is not longer arrives whole.
 */
export function cutAnswer(response: ServerResponse, bytes: number): void {
  const { socket } = response;
  if (!socket) return;
  const write = socket.write.bind(socket);
  let left = bytes;
  socket.write = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
    const encoding = typeof rest[0] === 'string' ? (rest[0] as BufferEncoding) : 'utf8';
    const data = typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk;
    const callback = rest.find((one) => typeof one === 'function') as (() => void) | undefined;
    if (data.byteLength <= left) {
      left -= data.byteLength;
      return write(data, callback);
    }
    socket.write = () => true;
    return write(data.subarray(0, left), () => {
      socket.destroy();
    });
  };
  response.once('finish', () => {
    socket.write = write;
  });
}
