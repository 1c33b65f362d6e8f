import { PACKAGE } from '../worksheet/packageNames.ts';
import type { Component } from './xml.ts';

/** seeds/000, "Create the HL_Mod_Date custom field": a date-time, not required, without a default. */
export function modDateField(object: 'Contact' | 'Account'): Component<'CustomField'> {
  const thing = object.toLowerCase();
  const flow = PACKAGE.stampFlows[object].replaceAll('_', ' ');
  return {
    fullName: PACKAGE.modDate,
    description: `When this ${thing} last changed in a way that the member community must know of. Set by the flow ${flow}; the periodic refresh reads the contacts whose date moved. Leave it off page layouts, or make it read-only there.`,
    inlineHelpText: `Set automatically when this ${thing} changes. Higher Logic refreshes the members whose date moved. Do not edit.`,
    label: 'HL_Mod_Date',
    required: false,
    type: 'DateTime',
  };
}

/** seeds/001, Section II, "IsActive flag", for an association that has no such field. */
export const isActiveField: Component<'CustomField'> = {
  fullName: PACKAGE.isActive,
  defaultValue: 'false',
  description:
    'Whether this contact belongs in the member community: only contacts with this box checked are refreshed into it, and a member whose box is unchecked is disabled with the next refresh.',
  inlineHelpText:
    'Check to let this contact into the member community; uncheck to disable the member there.',
  label: 'HL_IsActive',
  type: 'Checkbox',
};
