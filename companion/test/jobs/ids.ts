/** The 18-character Id of the nth contact, without capitals in its first 15. */
export function contactId(number: number): string {
  return `003${String(number).padStart(12, '0')}AAA`;
}
