import { HlError } from '../errors.ts';
import { toLongId } from '../salesforce/ids.ts';

const CONTACT_PREFIX = '003';

/**
 * The 18-character case-safe Contact Id for a key as a person gives it: with 15
 * or 18 characters, blanks around it allowed.
 *
 * The last three characters of the long form tell which of the first 15 are
 * capitals, so a mistyped long key is found out and one whose capitals were lost
 * on the way (a spreadsheet, an e-mail) is not taken for another contact.
 *
 * @throws HlError 'InvalidKey'
 */
export function toLegacyContactKey(given: string): string {
  const key = given.trim();
  const problem = keyProblem(key);
  if (problem !== undefined) {
    throw new HlError('InvalidKey', `"${key}" is not a legacy contact key: ${problem}.`, {
      actions: [
        'The legacy contact key is the Salesforce Contact Id: 15 or 18 letters and digits that start with 003, as in the address of the contact’s page.',
      ],
    });
  }
  return toLongId(key.slice(0, 15));
}

function keyProblem(key: string): string | undefined {
  if (!/^[a-zA-Z0-9]+$/.test(key)) {
    return 'it must consist of letters and digits';
  }
  if (key.length !== 15 && key.length !== 18) {
    return `it has ${key.length} characters where 15 or 18 are right`;
  }
  if (!key.startsWith(CONTACT_PREFIX)) {
    return `Contact Ids start with ${CONTACT_PREFIX}, this is the Id of something else`;
  }
  if (
    key.length === 18 &&
    toLongId(key.slice(0, 15)) !== key.slice(0, 15) + key.slice(15).toUpperCase()
  ) {
    return 'its last three characters do not fit the others, so it was mistyped or its capitals were changed';
  }
  return undefined;
}
