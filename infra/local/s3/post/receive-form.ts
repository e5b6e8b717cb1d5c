import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import busboy from 'busboy';
import { S3Error } from '../s3-error.ts';
import type { FormFields } from './post-policy.ts';

export type FormFile = { readonly name: string; readonly stream: Readable };

const limits = { fieldSize: 64 * 1024, fields: 200, files: 1 };

/**
 * Reads a form up to its file, which must come last, and hands the fields and the streaming file on.
 * Settles as `onFile` does; throws `MalformedPOSTRequest` and `InvalidArgument` for forms without a file.
 */
export function receiveForm<T>(
  headers: IncomingHttpHeaders,
  body: Readable,
  onFile: (fields: FormFields, file: FormFile) => Promise<T>,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const fields: Record<string, string> = {};
    const parser = busboy({ headers, limits });
    const fail = (error: Error) => {
      body.unpipe(parser);
      body.resume();
      reject(error);
    };
    let stored: Promise<void> | undefined;
    parser.on('field', (name, value) => {
      fields[name.toLowerCase()] = value;
    });
    parser.on('file', (_name, stream, { filename = '' }) => {
      stored = onFile(fields, { name: filename, stream }).then(resolve, (error: Error) => {
        stream.resume();
        fail(error);
      });
    });
    parser.once('error', () => fail(malformed()));
    parser.once('close', () => {
      if (!stored) fail(noFile());
    });
    body.once('error', (error) => parser.destroy(error));
    body.pipe(parser);
  });
}

const malformed = () =>
  new S3Error(
    'MalformedPOSTRequest',
    'The body of your POST request is not well-formed multipart/form-data.',
  );

const noFile = () =>
  new S3Error('InvalidArgument', 'POST requires exactly one file upload per request.', {
    ArgumentName: 'file',
  });
