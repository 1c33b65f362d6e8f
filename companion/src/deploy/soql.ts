/** A text as a SOQL literal, with what SOQL escapes escaped. */
export function quote(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
