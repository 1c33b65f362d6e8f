import { HlError } from '../errors.ts';

/** The error of a server that could not listen, as one that says what to do; any other as it is. */
export function portError(error: unknown, port: number): unknown {
  return (error as NodeJS.ErrnoException).code === 'EADDRINUSE'
    ? new HlError('PortInUseError', `Port ${port} is in use by another program.`, {
        actions: ['Choose another one with --port, or 0 for any that is free.'],
      })
    : error;
}
