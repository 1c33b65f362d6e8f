import { SalesforceError } from '../../errors.ts';
import type { RestRequest } from './route.ts';

/** (Bulk API 2.0, "Create a Multipart Request") */
const MAX_CHARACTERS = 100_000;

/** Whether a request brings its data along with the job. */
export function isMultipart({ headers }: RestRequest): boolean {
  return /^multipart\/form-data\b/i.test(headers['content-type'] ?? '');
}

/**
 * The parts of a request that creates a job and brings its data: `job`, as JSON, and `content`.
 * @throws {SalesforceError} when one is missing, there are others, or the data are too many.
 */
export function readMultipart({ body }: RestRequest): { job: unknown; data: Buffer } {
  const { job, content, ...others } = body as Record<string, unknown>;
  const isText = typeof content === 'string' || Buffer.isBuffer(content);
  if (!isText || job === undefined || Object.keys(others).length > 0) {
    throw new SalesforceError(
      'INVALID_MULTIPART_REQUEST',
      'A multipart request has the parts job, of type application/json, and content, once each, and no other',
    );
  }
  const data = Buffer.from(content);
  const { length } = data.toString();
  if (length <= MAX_CHARACTERS) return { job, data };
  throw new SalesforceError(
    'CLIENTINPUTERROR',
    `A multipart request takes up to ${MAX_CHARACTERS} characters of data, not ${length}: upload them in a request of their own`,
  );
}
