import * as z from 'zod';
import type { AuthorizerDefinition } from '../assembly/api-authorizers.ts';
import { decide, PolicyDocument } from '../assembly/iam-policy.ts';
import type { Functions } from '../lambda/create-functions.ts';
import { FunctionError } from '../lambda/function-error.ts';
import { GatewayError } from './gateway-error.ts';
import { evaluate, type MappingSource } from './mapping.ts';

/** One request as an authorizer sees it. */
type AuthorizationRequest = {
  readonly methodArn: string;
  readonly source: MappingSource;
  /** The proxy event without its body, for authorizers of type REQUEST. */
  readonly event: Readonly<Record<string, unknown>>;
};

export type Authorization = {
  /** What integrations get as `requestContext.authorizer`. */
  readonly context: Readonly<Record<string, string>>;
  readonly usageIdentifierKey?: string;
};

/** @throws GatewayError UNAUTHORIZED, ACCESS_DENIED, AUTHORIZER_FAILURE or AUTHORIZER_CONFIGURATION_ERROR */
export type Authorizer = (request: AuthorizationRequest) => Promise<Authorization>;

const Answer = z.object({
  principalId: z.string(),
  policyDocument: PolicyDocument,
  context: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String))
    .nullish(),
  usageIdentifierKey: z.string().nullish(),
});
type Answer = z.infer<typeof Answer>;

/** A Lambda authorizer whose answers are kept for its TTL, and judged anew for every method. */
export function createAuthorizer(
  definition: AuthorizerDefinition,
  functions: Pick<Functions, 'invoke'>,
  now: () => Date,
): Authorizer {
  const kept = new Map<string, { readonly answer: Answer; readonly until: number }>();
  const pattern = new RegExp(`^(?:${definition.identityValidationExpression ?? '.*'})$`, 's');
  return async (request) => {
    const identity = identityOf(definition, request.source);
    if (definition.type === 'TOKEN' && !pattern.test(identity[0] ?? '')) {
      throw new GatewayError('UNAUTHORIZED');
    }
    const key = JSON.stringify(identity);
    const at = now().getTime();
    const found = kept.get(key);
    if (found !== undefined && found.until > at) return judge(found.answer, request.methodArn);
    const answer = await ask(definition, functions, request, identity);
    forgetExpired(kept, at);
    const until = at + definition.cacheSeconds * 1000;
    if (identity.length > 0) kept.set(key, { answer, until });
    return judge(answer, request.methodArn);
  };
}

function identityOf(definition: AuthorizerDefinition, source: MappingSource): string[] {
  const values = definition.identitySources.map((expression) => evaluate(expression, source));
  return values.map((value) => {
    if (value === undefined || value === '') throw new GatewayError('UNAUTHORIZED');
    return value;
  });
}

async function ask(
  definition: AuthorizerDefinition,
  functions: Pick<Functions, 'invoke'>,
  { methodArn, event }: AuthorizationRequest,
  identity: readonly string[],
): Promise<Answer> {
  const input =
    definition.type === 'TOKEN'
      ? { type: 'TOKEN', methodArn, authorizationToken: identity[0] }
      : { type: 'REQUEST', methodArn, ...event };
  const answer = Answer.safeParse(
    await functions.invoke(definition.functionArn, input).catch(refuse),
  );
  if (answer.success) return answer.data;
  throw new GatewayError('AUTHORIZER_CONFIGURATION_ERROR', {
    reason: `The authorizer's answer is malformed: ${z.prettifyError(answer.error)}`,
  });
}

/** An authorizer says 401 by failing with exactly this message. */
function refuse(error: unknown): never {
  if (error instanceof FunctionError && error.report.errorMessage === 'Unauthorized') {
    throw new GatewayError('UNAUTHORIZED');
  }
  throw new GatewayError('AUTHORIZER_FAILURE', { reason: String(error) });
}

function judge(answer: Answer, methodArn: string): Authorization {
  const request = { action: 'execute-api:Invoke', resource: methodArn };
  const decision = decide(answer.policyDocument, request);
  if (decision === 'allowed') {
    return {
      context: { ...answer.context, principalId: answer.principalId },
      usageIdentifierKey: answer.usageIdentifierKey ?? undefined,
    };
  }
  throw new GatewayError('ACCESS_DENIED', {
    message:
      decision === 'explicitly denied'
        ? 'User is not authorized to access this resource with an explicit deny'
        : undefined,
  });
}

function forgetExpired(kept: Map<string, { readonly until: number }>, at: number): void {
  for (const [key, { until }] of kept) if (until <= at) kept.delete(key);
}
