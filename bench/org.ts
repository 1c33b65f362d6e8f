/*
 * node bench/org.ts CONTACTS: a local org with an association of so many contacts
 * on which every rule of membership has something to do. Prints one JSON line when
 * it is ready, and does what it is told on its standard input until it is ended.
 */
import { createInterface } from 'node:readline';
import { startOrg } from '../companion/src/cli/localOrg.ts';
import { connect } from '../companion/local-org/test/support.ts';
import {
  changeTitles,
  deployAssociation,
  loadAssociation,
} from '../companion/test/association/association.ts';

/** Longer than the overlap of the windows. */
const PASS_MS = 3_600_000;

let ahead = 0;
const clock = { now: () => new Date(Date.now() + ahead) };
const org = await startOrg({ port: 0, contacts: 0, clock });
await deployAssociation(org);
await loadAssociation(org, Number(process.argv[2]));
console.log(JSON.stringify({ url: org.url, accessToken: org.accessToken }));

for await (const order of createInterface(process.stdin)) {
  if (order === 'pass') {
    ahead += PASS_MS;
  } else {
    await changeTitles(connect(org), 'Fellow');
    console.log('{}');
  }
}
