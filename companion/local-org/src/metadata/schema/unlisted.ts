/**
 * Elements that the Metadata API has and its published types leave out, as the declarations write
 * them. (Metadata API Developer Guide, CustomField)
 */
export const unlisted: Readonly<Record<string, readonly string[]>> = {
  CustomField: ['displayLocationInDecimal?b'],
};
