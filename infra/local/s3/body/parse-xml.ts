import { XMLParser, XMLValidator } from 'fast-xml-parser';
import type * as z from 'zod';
import { S3Error } from '../s3-error.ts';

const repeatable = new Set([
  'Part',
  'Object',
  'Tag',
  'CORSRule',
  'AllowedMethod',
  'AllowedOrigin',
  'AllowedHeader',
  'ExposeHeader',
]);

/** Parses a caller's document; whatever does not fit the schema is S3's `MalformedXML`. */
export function parseXml<T>(text: string, schema: z.ZodType<T>): T {
  const malformed = new S3Error(
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema',
  );
  if (XMLValidator.validate(text) !== true) throw malformed;
  const parsed = schema.safeParse(parser.parse(text));
  if (!parsed.success) throw malformed;
  return parsed.data;
}

// Keys may begin or end with blanks and may look like numbers, so nothing is trimmed or converted.
const parser = new XMLParser({
  parseTagValue: false,
  trimValues: false,
  ignoreDeclaration: true,
  htmlEntities: true,
  isArray: (name) => repeatable.has(name),
});
