import { checkElement } from '../metadata/elements.ts';
import type { Problem, XmlElement } from '../metadata/xml.ts';
import { processorTypes } from './collectionProcessors.ts';
import { flowSpec } from './elements.ts';
import { fieldKinds } from './screenFields.ts';

const words = (list: string): string[] => list.split(' ');
const scalarTypes = words('String Number Currency Boolean Date DateTime');
const picklistTypes = words('Picklist Multipicklist');
const comparisons =
  'EqualTo NotEqualTo GreaterThan LessThan GreaterThanOrEqualTo LessThanOrEqualTo StartsWith EndsWith Contains IsNull IsChanged';

/** Where of the words that the platform knows only some are implemented: parent/element. */
const implementedWords: Readonly<Record<string, readonly string[]>> = {
  'Flow/processType': words('AutoLaunchedFlow Flow'),
  'actionCalls/versionString': words('1.0.0 1.0.1 1.0.2'),
  'Flow/runInMode': words('DefaultMode SystemModeWithSharing SystemModeWithoutSharing'),
  'Flow/status': words('Active Draft Obsolete InvalidDraft'),
  'Flow/environments': ['Default'],
  'schedule/frequency': words('Once Daily Weekly'),
  'start/triggerType': words('None RecordBeforeSave RecordAfterSave Scheduled'),
  'start/recordTriggerType': words('None Create Update CreateAndUpdate'),
  'filters/operator': words(`${comparisons} In NotIn`),
  'collectionProcessors/collectionProcessorType': processorTypes,
  'conditions/operator': words(`${comparisons} IsBlank IsEmpty`),
  'assignmentItems/operator': words(
    'Assign Add Subtract AddItem RemoveFirst RemoveBeforeFirst RemoveAfterFirst RemoveAll AddAtStart RemoveUncommon AssignCount RemovePosition',
  ),
  'variables/dataType': [...scalarTypes, 'SObject'],
  'scheduledPaths/pathType': ['AsyncAfterCommit'],
  'formulas/dataType': scalarTypes,
  'constants/dataType': scalarTypes,
  'choices/dataType': [...scalarTypes, ...picklistTypes],
  'dynamicChoiceSets/dataType': [...scalarTypes, ...picklistTypes],
  'fields/dataType': [...scalarTypes, ...picklistTypes],
  'fields/fieldType': Object.keys(fieldKinds),
  'screens/allowFinish': ['true'],
};

/** Problems with the form of a flow file; empty when its content can be compiled. */
export function checkFlowElements(root: XmlElement): Problem[] {
  return [...checkElement(root, flowSpec), ...checkWords(root)];
}

function checkWords(parent: XmlElement): Problem[] {
  return parent.children.flatMap((child) => {
    const implemented = implementedWords[`${parent.name}/${child.name}`];
    if (!implemented || implemented.includes(child.text)) return checkWords(child);
    const message = `The local org does not implement ${child.text} as ${child.name} of ${parent.name}.`;
    return [{ message, line: child.line, column: child.column }];
  });
}
