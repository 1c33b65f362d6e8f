import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ApiContext } from '../api/context.ts';
import { SalesforceError } from '../errors.ts';
import type { Org } from '../org.ts';
import type { ActiveFault } from './activeFault.ts';
import { cutAnswer } from './cutAnswer.ts';
import type { RequestEffect, RequestFault } from './fault.ts';
import { runHeld } from './heldTransaction.ts';
import { accessTokenOf, cursorOf, forgetLocator, matches } from './matching.ts';

/** A request that a fault strikes. */
interface Struck {
  readonly org: Org;
  readonly active: ActiveFault;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  /** Query locators that are no longer good. */
  readonly expired: Set<string>;
  /** Goes on with the request. */
  readonly proceed: () => void;
  /** Answers it with an error, in the words of its API. */
  readonly refuse: (error: SalesforceError) => void;
}

type Effects = {
  readonly [K in RequestEffect['kind']]: (
    effect: Extract<RequestEffect, { kind: K }>,
    struck: Struck,
  ) => void;
};

const MAINTENANCE_PAGE =
  '<!DOCTYPE html><html><head><title>Maintenance</title></head><body>' +
  "<p>We are down for maintenance.</p><p>Sorry for the inconvenience. We'll be back shortly.</p>" +
  '</body></html>';

const effects: Effects = {
  latency: ({ milliseconds }, { proceed }) => {
    setTimeout(proceed, milliseconds).unref();
  },
  // Reported as "SERVER_UNAVAILABLE: Server too busy". (github.com/restforce/restforce, issue 156)
  unavailable: (_effect, { refuse }) => {
    refuse(new SalesforceError('SERVER_UNAVAILABLE', 'Server too busy', { status: 503 }));
  },
  // A page where JSON was asked for. (github.com/wadewegner/Force.com-Toolkit-for-NET, issue 160;
  // its status: github.com/forcedotcom/SalesforceMobileSDK-CordovaPlugin, issue 621)
  maintenance: (_effect, { reply }) => {
    void reply.status(503).type('text/html; charset=UTF-8').send(MAINTENANCE_PAGE);
  },
  drop: ({ afterBytes }, { reply, proceed }) => {
    cutAnswer(reply.raw, afterBytes);
    proceed();
  },
  // What follows is refused as in every session that has ended.
  sessionExpired: (_effect, { org, request, proceed }) => {
    const token = accessTokenOf(request);
    if (token !== undefined) org.sessions.revoke(token);
    proceed();
  },
  locatorExpired: (_effect, { request, expired, proceed }) => {
    expired.add(cursorOf(request)!);
    proceed();
  },
  lateCommit: ({ until }, { org, active, proceed }) => {
    const begin = org.clock.now();
    const end = until === undefined ? Infinity : Date.parse(until);
    active.hold(end, () => {
      runHeld(begin, proceed);
    });
    if (end === Infinity) return;
    const look = () => {
      org.faults.releaseDue();
    };
    setTimeout(look, end - begin.getTime()).unref();
  },
};

/** Lets the org's faults strike the requests that clients send. */
export function registerRequestFaults(app: FastifyInstance, { org }: ApiContext): void {
  const expired = new Set<string>();
  app.addHook('preHandler', (request, reply, done) => {
    // What has committed by now is seen by this request.
    org.faults.releaseDue();
    const faults = org.faults.list().filter(isRequestFault);
    const meet = (index: number): void => {
      const active = faults[index];
      const proceed = () => {
        meet(index + 1);
      };
      if (!active) {
        if (expired.has(cursorOf(request) ?? '')) forgetLocator(request);
        done();
      } else if (matches(active.fault, request) && active.strikes()) {
        const struck = { org, active, request, reply, expired, proceed, refuse: done };
        strike(active.fault.effect, struck);
      } else {
        proceed();
      }
    };
    meet(0);
  });
}

function strike(effect: RequestEffect, struck: Struck): void {
  const apply = effects[effect.kind] as (effect: RequestEffect, struck: Struck) => void;
  apply(effect, struck);
}

function isRequestFault(active: ActiveFault): active is ActiveFault<RequestFault> {
  return active.fault.effect.kind in effects;
}
