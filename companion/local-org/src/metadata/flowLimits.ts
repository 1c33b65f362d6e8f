import type { Org } from '../org.ts';
import { ComponentFailure } from './results.ts';

/** Active flows of one type that Professional Edition has. (Salesforce Help, "General Flow Limits") */
const PROFESSIONAL_LIMIT = 5;

/** Refuses to activate a flow beyond what the edition has. */
export function refuseTooManyActiveFlows(
  { edition, rows, schema }: Org,
  fullName: string,
  processType: string,
): void {
  if (edition !== 'Professional') return;
  const others = rows
    .find(schema.object('FlowDefinitionView')!, { IsActive: true, ProcessType: processType })
    .filter((definition) => definition['ApiName'] !== fullName);
  if (others.length < PROFESSIONAL_LIMIT) return;
  throw new ComponentFailure([
    {
      message: `You can't activate ${fullName}: the limit of ${PROFESSIONAL_LIMIT} active flows of the type ${processType} is reached`,
    },
  ]);
}
