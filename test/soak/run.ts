/* npm run soak [-- --kills N]: see soak.ts. */
import { parseArgs } from 'node:util';
import { soak } from './soak.ts';

const { values } = parseArgs({ options: { kills: { type: 'string', default: '200' } } });
await soak({
  kills: Number(values.kills),
  onRound: (kills) => {
    process.stderr.write(`${kills} refreshes killed, nothing lost\n`);
  },
});
