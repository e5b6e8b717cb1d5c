import { Duration } from 'aws-cdk-lib';
import type { IResource } from 'aws-cdk-lib/aws-apigateway';

/**
 * What lets pages of an origin read what API Gateway answers by itself; without an origin, none may. Keys travel as a
 * header that a page must set itself, never as cookies, so that an answer may show all of its headers.
 */
export function crossOriginHeaders(origin: string | undefined): Readonly<Record<string, string>> {
  if (origin === undefined) return {};
  return { 'Access-Control-Allow-Origin': origin, 'Access-Control-Expose-Headers': '*' };
}

/** Browsers ask before they send a key; `*` stands for every header but that one. */
export function answerPreflights(
  resource: IResource,
  methods: readonly string[],
  origin: string | undefined,
): void {
  if (origin === undefined) return;
  resource.addCorsPreflight({
    allowOrigins: [origin],
    allowMethods: [...methods],
    allowHeaders: ['Authorization', '*'],
    maxAge: Duration.hours(2),
  });
}
