import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Cron } from 'croner';
import { createHttpServer } from './http.ts';
import type { Health, LastRun, ServiceDeps } from './interfaces.ts';
import { createService } from './service.ts';

/** Between two attempts to send what waits, beside those after each refresh. */
const PUSH_EVERY_SECONDS = 300;

/** For the page that is at work when the service is asked to stop; containers are killed after ten seconds. */
const STOP_WITHIN_MS = 8_000;

export interface RunOptions {
  /** Of the HTTP server on 127.0.0.1; 0 for any that is free. */
  readonly port: number;
  /** Who shows it may refresh members over HTTP. */
  readonly token: string | undefined;
}

/** How a service came to its end. */
export interface ServiceEnd {
  /**
   * Whether what was at work came to an end in time. A refresh that did not is as
   * one that was killed: the next one goes on with it.
   */
  readonly finished: boolean;
  /** The last scheduled refresh; null if none came to an end. */
  readonly lastRun: LastRun | null;
}

/**
 * Refreshes at once and then as often as the plan says, until `deps.stop`. No
 * refresh that fails ends it.
 *
 * @throws what the system says if the port cannot be had (`EADDRINUSE`)
 */
export async function runService(
  deps: ServiceDeps,
  { port, token }: RunOptions,
): Promise<ServiceEnd> {
  const { log, plan, stop } = deps;
  const service = createService(deps);
  const health = async (): Promise<Health> => ({
    ...(await service.health()),
    nextRun: refreshes.nextRun()?.toISOString() ?? null,
  });
  const server = createHttpServer({ service, health, token, log });
  const address = await listen(server, port);
  const url = `http://127.0.0.1:${address.port}`;
  log.info({ url, ...plan.schedule }, 'The service has started');

  const refreshes = every(plan.schedule.everyMinutes * 60, service.refresh);
  const pushes =
    plan.destination.name === 'local' ? null : every(PUSH_EVERY_SECONDS, service.retryPush);
  if (!stop.aborted) await once(stop, 'abort');

  log.info('The service stops after the page that is at work');
  refreshes.stop();
  pushes?.stop();
  server.close();
  const finished = await Promise.race([
    service.settled().then(() => true),
    new Promise<false>((resolve) => setTimeout(resolve, STOP_WITHIN_MS, false).unref()),
  ]);
  server.closeAllConnections();
  if (finished) log.info('The service has stopped');
  else
    log.warn('The service has stopped in the middle of a page, which the next refresh does again');
  return { finished, lastRun: service.lastRun() };
}

/** Runs a work within a second, and then so long after it last began; never twice at a time. */
function every(seconds: number, work: () => Promise<void>): Cron {
  return new Cron('* * * * * *', { interval: seconds, protect: true }, work);
}

async function listen(server: Server, port: number): Promise<AddressInfo> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server.address() as AddressInfo;
}
