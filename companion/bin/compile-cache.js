/*
 * Has Node keep what it compiles: most of a short command's time goes into loading
 * its modules. Beside the other packages, so that who may write there may write the
 * code as well; where this user may not, nothing is kept.
 */
import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/compiled', import.meta.url)));
