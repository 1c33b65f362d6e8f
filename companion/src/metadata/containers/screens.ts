import { literal, node, reference, to, type FlowContent, type when } from '../flowParts.ts';

type Screen = NonNullable<FlowContent['screens']>[number];
type Field = NonNullable<Screen['fields']>[number];

/** A screen that begins with a text, which may hold merge fields; nobody goes back from it. */
export function screen(
  name: string,
  {
    text,
    fields = [],
    connector,
  }: { text: string; fields?: readonly Field[]; connector?: ReturnType<typeof to> },
): Screen {
  return {
    ...node(name),
    allowBack: false,
    allowFinish: true,
    allowPause: false,
    connector,
    fields: [
      { name: `${name}_Text`, fieldText: `<p>${text}</p>`, fieldType: 'DisplayText' },
      ...fields,
    ],
    showFooter: true,
    showHeader: false,
  };
}

/** Radio buttons, one of which must be chosen. */
export function choose(name: string, choiceReferences: readonly string[]): Field {
  return {
    name,
    choiceReferences,
    dataType: 'String',
    fieldText: name.replaceAll('_', ' '),
    fieldType: 'RadioButtons',
    inputsOnNextNavToAssocScrn: 'UseStoredValues',
    isRequired: true,
  };
}

/** One of the radio buttons; its value is its own name. */
export function choice(name: string, choiceText: string) {
  return { name, choiceText, dataType: 'String' as const, value: literal(name) };
}

/** The search field of Contact.AccountId, filled in with what is proposed. */
export function lookUpAccount(
  name: string,
  {
    proposed,
    visibleWhen,
  }: {
    proposed: ReturnType<typeof reference>;
    visibleWhen: readonly ReturnType<typeof when>[];
  },
): Field {
  const inputs = {
    fieldApiName: literal('AccountId'),
    label: literal('Account'),
    objectApiName: literal('Contact'),
    recordId: proposed,
    required: literal(true),
  };
  return {
    name,
    extensionName: 'flowruntime:lookup',
    fieldType: 'ComponentInstance',
    inputParameters: Object.entries(inputs).map(([input, value]) => ({ name: input, value })),
    inputsOnNextNavToAssocScrn: 'UseStoredValues',
    isRequired: true,
    storeOutputAutomatically: true,
    visibilityRule: { conditionLogic: 'and', conditions: visibleWhen },
  };
}
