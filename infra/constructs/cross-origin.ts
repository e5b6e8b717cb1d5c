import { Duration } from 'aws-cdk-lib';
import type { IResource } from 'aws-cdk-lib/aws-apigateway';

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
