import countries from 'i18n-iso-countries';
import english from 'i18n-iso-countries/langs/en.json' with { type: 'json' };

countries.registerLocale(english);

/**
 * The ISO 3166 code, two letters, of a country, which Salesforce keeps as a code
 * or as an English name.
 *
 * @returns null for what is neither
 */
export function countryCode(country: string): string | null {
  const name = country.trim();
  const code = countries.isValid(name.toUpperCase())
    ? countries.toAlpha2(name.toUpperCase())
    : countries.getAlpha2Code(name, 'en');
  return code ?? null;
}
