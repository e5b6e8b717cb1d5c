import { XMLBuilder } from 'fast-xml-parser';

type XmlValue = string | number | boolean | XmlTree | readonly XmlValue[] | undefined;
export type XmlTree = { readonly [tag: string]: XmlValue };

const namespace = 'http://s3.amazonaws.com/doc/2006-03-01/';

/** One XML document; every root but `Error` carries S3's namespace. Undefined members are left out. */
export function buildXml(root: string, tree: XmlTree): string {
  const builder = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: '@' });
  const attributes = root === 'Error' ? {} : { '@xmlns': namespace };
  const body = builder.build({ [root]: { ...attributes, ...withoutUndefined(tree) } });
  return `<?xml version="1.0" encoding="UTF-8"?>\n${body}`;
}

function withoutUndefined(tree: XmlTree): XmlTree {
  return Object.fromEntries(Object.entries(tree).filter(([, value]) => value !== undefined));
}
