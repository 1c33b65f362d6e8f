import { z } from 'zod';
import { worksheetSchema } from './schema/worksheet.ts';

/**
 * The JSON Schema (draft 2020-12) by which editors complete and check a
 * worksheet: the text of config/worksheet.schema.json as an object.
 */
export function worksheetJsonSchema(): Record<string, unknown> {
  return {
    ...z.toJSONSchema(worksheetSchema, { io: 'input' }),
    title: 'Technical worksheet of the Higher Logic Salesforce bridge',
  };
}
