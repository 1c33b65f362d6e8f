import type { FastifyInstance } from 'fastify';
import type { Org } from '../org.ts';
import type { ActiveFault } from './activeFault.ts';
import { InvalidFault } from './fault.ts';
import type { Fault } from './fault.ts';

/**
 * The faults of an org over HTTP, for clients in other processes. It is no
 * part of any Salesforce API and asks for no session: the server listens on
 * 127.0.0.1 only.
 */
export function registerFaultAdmin(app: FastifyInstance, { faults }: Org): void {
  const path = '/local-org/faults';

  app.get(path, () => faults.list().map(describe));

  app.post(path, async (request, reply) => {
    try {
      const active = faults.add(request.body as Fault);
      return await reply.status(201).send(describe(active));
    } catch (error) {
      if (!(error instanceof InvalidFault)) throw error;
      return await reply.status(400).send({ message: error.message });
    }
  });

  app.delete(path, (_request, reply) => {
    faults.clear();
    return reply.status(204).send();
  });

  const one = (
    method: 'DELETE' | 'POST',
    url: string,
    act: (active: ActiveFault) => void,
  ): void => {
    app.route<{ Params: { id: string } }>({
      method,
      url,
      handler: ({ params: { id } }, reply) => {
        const active = faults.get(Number(id));
        if (!active) return reply.status(404).send({ message: `There is no fault ${id}` });
        act(active);
        return reply.status(204).send();
      },
    });
  };
  one('DELETE', `${path}/:id`, (active) => {
    active.remove();
  });
  one('POST', `${path}/:id/release`, (active) => {
    active.release();
  });
}

function describe({ id, fault, struck, holding }: ActiveFault) {
  return { id, ...fault, struck, holding };
}
