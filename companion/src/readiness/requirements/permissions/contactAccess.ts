import { objectAccess } from './objectAccess.ts';

export const contactAccess = objectAccess('Contact', 'contact-access');
