import { AwsError } from '../wire/aws-error.ts';

export type PageRequest = { readonly maxResults: number; readonly nextToken?: string | undefined };

const defaultPageSize = 100;

/**
 * One page of a list. The token names the last item given, not an offset: items that come or go in front
 * of it do not shift the pages. `keyOf` must be unique within the list. Throws `InvalidToken`.
 */
export function pageOf<Item>(
  list: readonly Item[],
  keyOf: (item: Item) => number,
  { maxResults, nextToken }: PageRequest,
): { items: Item[]; nextToken: string | undefined } {
  const start = nextToken === undefined ? 0 : positionAfter(list, keyOf, nextToken);
  const items = list.slice(start, start + (maxResults || defaultPageSize));
  const last = items.at(-1);
  const isMore = last !== undefined && start + items.length < list.length;
  return { items, nextToken: isMore ? encode(keyOf(last)) : undefined };
}

function positionAfter<Item>(list: readonly Item[], keyOf: (item: Item) => number, token: string) {
  const index = list.findIndex((item) => encode(keyOf(item)) === token);
  if (index < 0) throw new AwsError('InvalidToken', `Invalid Token: '${token}'`);
  return index + 1;
}

const encode = (key: number): string => Buffer.from(`after:${key}`).toString('base64url');
