import { PACKAGE } from '../../../worksheet/packageNames.ts';
import { assignCommand } from '../../commands.ts';
import { pass, requirement, warn } from '../../interfaces.ts';
import { query } from '../../questions.ts';
import { count, figure } from '../../words.ts';

export const neverStamped = requirement({
  id: 'never-stamped',
  group: 'Data and automation',
  requirement: 'Every contact has been stamped',
  source:
    'Integration guide, "Higher Logic Periodic Refresh": contacts older than the flows have no stamp',
  sees: ['records'],
  asks: () => ({
    unstamped: query(`SELECT COUNT() FROM Contact WHERE ${PACKAGE.modDate} = null`),
    all: query('SELECT COUNT() FROM Contact'),
  }),
  judge: ({ unstamped, all }, context) =>
    unstamped.totalSize === 0
      ? pass(`All of ${count(all.totalSize, 'contact')} have a stamp.`)
      : warn(
          `${figure(unstamped.totalSize)} of ${count(all.totalSize, 'contact')} have no stamp: they are older than the flows. The companion reads every contact the first time; the vendor’s own integration never sees these.`,
          `${assignCommand(PACKAGE.backfillPermissionSet, context)}, and then \`hl backfill --yes --target-org ${context.targetOrg}\` stamps them in bulk. Take the permission set away again afterwards.`,
        ),
});
