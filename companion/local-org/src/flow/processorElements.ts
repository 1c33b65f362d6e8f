import type { ElementSpec } from '../metadata/elements.ts';
import { base, condition, connector, node, oneOf, words } from './elementParts.ts';

/** Sorting and filtering of collections. */
export const collectionProcessor: ElementSpec = {
  type: 'FlowCollectionProcessor',
  required: {
    ...node.required,
    collectionProcessorType: oneOf(
      'SortCollectionProcessor RecommendationMapCollectionProcessor FilterCollectionProcessor',
    ),
    collectionReference: 'text',
  },
  optional: {
    ...node.optional,
    assignNextValueToReference: 'text',
    conditionLogic: 'text',
    conditions: [condition],
    connector,
    // Flow Builder repeats the type here.
    elementSubtype: 'text',
    formula: 'text',
    limit: 'integer',
    sortOptions: [
      {
        type: 'FlowCollectionSortOption',
        required: { doesPutEmptyStringAndNullFirst: 'boolean', sortOrder: oneOf('Asc Desc') },
        optional: { ...base, sortField: 'text' },
      },
    ],
  },
  notImplemented: words('group mapItems outputSObjectType'),
};
