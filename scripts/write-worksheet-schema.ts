/* Writes config/worksheet.schema.json, from which editors complete and check the worksheet. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { worksheetJsonSchema } from '../companion/src/worksheet/jsonSchema.ts';

const file = fileURLToPath(new URL('../config/worksheet.schema.json', import.meta.url));
const json = JSON.stringify(worksheetJsonSchema(), null, 2);
writeFileSync(file, await format(json, { ...(await resolveConfig(file)), filepath: file }));
