import type { ElementSpec } from '../metadata/elements.ts';
import {
  base,
  condition,
  connector,
  dataTypes,
  filter,
  named,
  node,
  notImplementedOfNodes,
  oneOf,
  value,
  words,
} from './elementParts.ts';

/* What only screen flows have. Which kinds of fields there are is told in screenFields.ts. */

const conditions: ElementSpec = {
  type: 'FlowVisibilityRule',
  required: { conditionLogic: 'text', conditions: [condition] },
  optional: base,
};
const validationRule: ElementSpec = {
  type: 'FlowInputValidationRule',
  required: { errorMessage: 'text', formulaExpression: 'text' },
};

function field(fields?: readonly [ElementSpec]): ElementSpec {
  return {
    type: 'FlowScreenField',
    required: {
      name: 'text',
      fieldType: oneOf(
        'DisplayText InputField LargeTextArea PasswordField RadioButtons RadioButtonGroup DropdownBox MultiSelectCheckboxes MultiSelectPicklist ComponentInstance ComponentInput ComponentChoice ComponentMultiChoice ComponentDisplay Repeater RegionContainer Region ObjectProvided',
      ),
    },
    optional: {
      ...named,
      choiceReferences: ['text'],
      dataType: dataTypes,
      defaultSelectedChoiceReference: 'text',
      defaultValue: value,
      extensionName: 'text',
      fieldText: 'text',
      ...(fields && { fields }),
      helpText: 'text',
      inputParameters: [
        {
          type: 'FlowScreenFieldInputParameter',
          required: { name: 'text' },
          optional: { ...base, value },
        },
      ],
      inputsOnNextNavToAssocScrn: oneOf('UseStoredValues ResetValues'),
      isRequired: 'boolean',
      outputParameters: [
        {
          type: 'FlowScreenFieldOutputParameter',
          required: { name: 'text', assignToReference: 'text' },
          optional: base,
        },
      ],
      regionContainerType: oneOf('SectionWithHeader SectionWithoutHeader'),
      scale: 'integer',
      storeOutputAutomatically: 'boolean',
      validationRule,
      visibilityRule: conditions,
    },
    notImplemented: [
      ...words(
        'attributes dataTypeMappings isDisabled isReadOnly isVisible objectFieldReference sourceTemplateApiName sourceTemplateProviderType styleProperties',
      ),
      ...(fields ? [] : ['fields']),
    ],
  };
}

/** Sections hold columns, columns hold fields; there is nothing below them. */
const columns = field([field()]);

export const screen: ElementSpec = {
  type: 'FlowScreen',
  required: node.required,
  optional: {
    ...node.optional,
    allowBack: 'boolean',
    allowFinish: 'boolean',
    allowPause: 'boolean',
    backButtonLabel: 'text',
    connector,
    fields: [field([columns])],
    helpText: 'text',
    nextOrFinishButtonLabel: 'text',
    pauseButtonLabel: 'text',
    pausedText: 'text',
    showFooter: 'boolean',
    showHeader: 'boolean',
  },
  notImplemented: [
    ...words(
      'actions isAsyncLoadingScreen loadingMessage rules stageReference styleSettings triggers',
    ),
    ...notImplementedOfNodes,
  ],
};

export const choice: ElementSpec = {
  type: 'FlowChoice',
  required: { name: 'text', choiceText: 'text', dataType: dataTypes },
  optional: { ...named, value },
  notImplemented: ['choiceIcon', 'userInput'],
};

export const dynamicChoiceSet: ElementSpec = {
  type: 'FlowDynamicChoiceSet',
  required: { name: 'text', dataType: dataTypes },
  optional: {
    ...named,
    collectionReference: 'text',
    displayField: 'text',
    filterLogic: 'text',
    filters: [filter],
    limit: 'integer',
    object: 'text',
    picklistField: 'text',
    picklistObject: 'text',
    sortField: 'text',
    sortOrder: oneOf('Asc Desc'),
    valueField: 'text',
  },
  notImplemented: ['outputAssignments'],
};
