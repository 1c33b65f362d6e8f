import { objectAccess } from './objectAccess.ts';

export const accountAccess = objectAccess('Account', 'account-access');
