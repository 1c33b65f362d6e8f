import type { Plan } from '../../worksheet/interfaces.ts';
import {
  assign,
  isNull,
  joins,
  literal,
  node,
  reference,
  rule,
  to,
  variable,
  when,
  type FlowParts,
} from '../flowParts.ts';

type Criterion = NonNullable<Plan['containerAccounts']>['activateWhen'][number];

/** The part of the arrival flow that keeps IsActive. */
export interface Activation extends FlowParts<'assignments' | 'decisions' | 'variables'> {
  /** The element that it begins with; null where nothing is kept. */
  readonly first: string | null;
  /** Contact fields whose change it must see. */
  readonly watched: readonly string[];
  /** Flow variables with the values that they begin with. */
  readonly takenOver: Readonly<Record<string, ReturnType<typeof reference>>>;
  /** The flow variable that holds the outcome, with the field that it becomes. */
  readonly decided: Readonly<Record<string, string>>;
}

const NOTHING_KEPT: Activation = {
  first: null,
  watched: [],
  takenOver: {},
  decided: {},
  assignments: [],
  decisions: [],
  variables: [],
};

/** The IsActive field, if a flow may write it: one that a flow cannot watch is a formula. */
export function writableIsActive(plan: Plan): string | null {
  const gate = plan.gates.find((one) => one.gate === 'IsActive');
  return gate !== undefined && plan.contact.triggerFields.includes(gate.field) ? gate.field : null;
}

/**
 * seeds/000, "Best practices", the note: a flow changes IsActive only if the
 * contact meets a criterion, and one condition of it is that the contact
 * belongs to an account other than the container.
 *
 * What a person set by hand stays until the account or a criterion changes;
 * only in a container nobody is active.
 */
export function activation(plan: Plan): Activation {
  const field = writableIsActive(plan);
  if (field === null) return NOTHING_KEPT;
  const criteria = plan.containerAccounts!.activateWhen;
  const fields = criteria.map((criterion) => criterion.field);
  const setTo = (name: string, description: string, value: boolean) => ({
    ...node(name, description),
    assignmentItems: assign({ isActive: literal(value) }),
    connector: to('Is_Anything_Different'),
  });
  return {
    first: 'Is_It_In_A_Container',
    watched: [field, ...fields],
    takenOver: { isActive: reference(`$Record.${field}`) },
    decided: { isActive: field },
    assignments: [
      ...(criteria.length > 0
        ? [setTo('Set_Active', 'All that the worksheet asks for holds.', true)]
        : []),
      setTo(
        'Set_Inactive',
        'In a container, or no longer all that the worksheet asks for holds.',
        false,
      ),
    ],
    decisions: [
      ...(criteria.length > 0 ? criteriaDecisions(criteria) : []),
      {
        ...node('Is_It_In_A_Container', 'Nobody in a container account is a member.'),
        defaultConnector: to(
          criteria.length > 0 ? 'Has_A_Criterion_Changed' : 'Is_Anything_Different',
        ),
        defaultConnectorLabel: 'No',
        rules: [
          rule('In_Container', [when('inContainer', 'EqualTo', literal(true))], 'Set_Inactive'),
        ],
      },
    ],
    variables: [variable('isActive', 'Boolean', 'Whether the contact is active.')],
  };
}

function criteriaDecisions(criteria: readonly Criterion[]): Activation['decisions'] {
  const isNew = isNull('$Record__Prior.Id');
  const changed = ['AccountId', ...criteria.map(({ field }) => field)].map((field) =>
    when(`$Record.${field}`, 'NotEqualTo', reference(`$Record__Prior.${field}`)),
  );
  return [
    {
      ...node('Does_It_Meet_The_Criteria', 'What the worksheet says under activateWhen.'),
      defaultConnector: joins('Set_Inactive'),
      defaultConnectorLabel: 'No longer',
      rules: [
        rule('All_Met', [isNull('accountId', false), ...criteria.map(condition)], 'Set_Active'),
        rule('New_And_Not_Met', [isNew], 'Is_Anything_Different'),
      ],
    },
    {
      ...node(
        'Has_A_Criterion_Changed',
        'What a person set by hand stays until one of these changes.',
      ),
      defaultConnector: to('Is_Anything_Different'),
      defaultConnectorLabel: 'No',
      rules: [rule('New_Or_Changed', [isNew, ...changed], 'Does_It_Meet_The_Criteria', 'or')],
    },
  ];
}

function condition(criterion: Criterion) {
  const left = `$Record.${criterion.field}`;
  if ('checked' in criterion) return when(left, 'EqualTo', literal(criterion.checked));
  if ('filled' in criterion) return isNull(left, !criterion.filled);
  return when(left, 'EqualTo', literal(criterion.equals));
}
