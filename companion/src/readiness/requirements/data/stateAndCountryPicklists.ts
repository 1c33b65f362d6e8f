import { pass, requirement, warn } from '../../interfaces.ts';
import { describe } from '../../questions.ts';

export const stateAndCountryPicklists = requirement({
  id: 'state-and-country-picklists',
  group: 'Data and automation',
  requirement: 'What state and country picklists mean for addresses is known',
  source: 'Salesforce Help, "State and Country/Territory Picklists"',
  asks: () => ({ contact: describe('Contact') }),
  judge: ({ contact }) =>
    contact.fields.some(({ name }) => name === 'MailingCountryCode')
      ? warn(
          'State and country picklists are on: MailingState and MailingCountry hold names, MailingStateCode and MailingCountryCode the codes.',
          'Name those in the worksheet’s profile that the community shall show, and look that Contact Manager writes values of the picklists.',
        )
      : pass('State and country are plain text.'),
});
