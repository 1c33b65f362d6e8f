import type { ElementSpec } from '../metadata/elements.ts';
import {
  base,
  connector,
  node,
  notImplementedOfNodes,
  oneOf,
  value,
  words,
} from './elementParts.ts';

/** An action of the platform that a flow calls. Which ones there are is told in actions.ts. */
export const actionCall: ElementSpec = {
  type: 'FlowActionCall',
  required: { ...node.required, actionName: 'text', actionType: 'text' },
  optional: {
    ...node.optional,
    connector,
    faultConnector: connector,
    flowTransactionModel: oneOf('Automatic NewTransaction CurrentTransaction'),
    inputParameters: [
      {
        type: 'FlowActionCallInputParameter',
        required: { name: 'text' },
        optional: { ...base, value },
      },
    ],
    nameSegment: 'text',
    offset: 'integer',
    storeOutputAutomatically: 'boolean',
    versionString: 'text',
  },
  notImplemented: [
    ...words(
      'actionCallPaths dataTypeMappings isWaitUntilCompleted offsetUnit outputParameters timeoutConnector timeoutPathUsage',
    ),
    ...notImplementedOfNodes,
  ],
};
