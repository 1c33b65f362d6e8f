/* npm run soak [-- --kills N] [--postgres]: see soak.ts. */
import { parseArgs } from 'node:util';
import { startPostgres } from '../../companion/test/postgres.ts';
import { soak } from './soak.ts';
import { newFile } from './stores.ts';

const { values } = parseArgs({
  options: { kills: { type: 'string', default: '200' }, postgres: { type: 'boolean' } },
});
const server = values.postgres === true ? await startPostgres() : undefined;
try {
  await soak({
    kills: Number(values.kills),
    newLocation: server === undefined ? newFile : () => server.createSchema(),
    onRound: ({ kills, atWork }) => {
      process.stderr.write(`${kills} refreshes killed, ${atWork} of them at work: nothing lost\n`);
    },
  });
} finally {
  await server?.remove();
}
