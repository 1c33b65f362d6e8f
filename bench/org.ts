/*
 * node bench/org.ts CONTACTS: a local org with an association of so many contacts
 * on which every rule of membership has something to do. Prints one JSON line when
 * it is ready, and runs until it is ended.
 */
import { startOrg } from '../companion/src/cli/localOrg.ts';
import { deployAssociation, loadAssociation } from '../companion/test/association/association.ts';

const org = await startOrg({ port: 0, contacts: 0 });
await deployAssociation(org);
await loadAssociation(org, Number(process.argv[2]));
console.log(JSON.stringify({ url: org.url, accessToken: org.accessToken }));
