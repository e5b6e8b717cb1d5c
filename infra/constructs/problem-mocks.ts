import { type IResource, MockIntegration, PassthroughBehavior } from 'aws-cdk-lib/aws-apigateway';
import { crossOriginHeaders } from '../../shared/contract/cross-origin.ts';
import {
  type ProblemCode,
  problemContentType,
  problemDocument,
  problems,
} from '../../shared/contract/problem.ts';

/** A mock answers only bodies it has a template for; a request without a body counts as JSON. */
const bodyTypes = [
  'application/json',
  'application/x-www-form-urlencoded',
  'application/octet-stream',
  'multipart/form-data',
  'text/plain',
];

type Answer = {
  readonly code: ProblemCode;
  readonly detail: string;
  readonly headers?: Readonly<Record<string, string>>;
};

export const unknownRoute: Answer = {
  code: 'not_found',
  detail: 'There is no such route. GET /v1/openapi.json lists them.',
};

/** Header values as mapping expressions. */
export function literals(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, `'${value}'`]));
}

/** Answers every other method of a resource; API Gateway by itself would say that the route is unknown. */
export function refuseOtherMethods(
  resource: IResource,
  allowed: readonly string[],
  origin: string | undefined,
): void {
  const allow = allowed.join(', ');
  const detail = `This route takes ${allow}.`;
  const headers = { Allow: allow, ...crossOriginHeaders(origin) };
  answerAny(resource, { code: 'method_not_allowed', detail, headers });
}

/**
 * Answers paths that are no route, under a resource too; API Gateway by itself takes a bearer key there for a signature
 * that it cannot read.
 */
export function refuseUnknownPaths(
  root: IResource,
  known: readonly string[],
  origin: string | undefined,
): void {
  const answer = { ...unknownRoute, headers: crossOriginHeaders(origin) };
  const above = new Set(known.flatMap(pathsAbove));
  for (const path of above)
    if (!known.includes(path)) answerAny(root.resourceForPath(path), answer);
  answerAny(root.addResource('{path+}'), answer);
}

/** `/v1/videos` → `/`, `/v1`. */
function pathsAbove(path: string): string[] {
  const segments = path.split('/').slice(1, -1);
  return ['/', ...segments.map((_, index) => `/${segments.slice(0, index + 1).join('/')}`)];
}

function answerAny(resource: IResource, { code, detail, headers = {} }: Answer): void {
  const statusCode = String(problems[code][0]);
  const document = problemDocument({ code, detail, requestId: '$context.requestId' });
  const told = {
    'x-request-id': 'context.requestId',
    ...literals({ ...headers, 'Content-Type': problemContentType }),
  };
  const responseParameters = Object.fromEntries(
    Object.entries(told).map(([name, value]) => [`method.response.header.${name}`, value]),
  );
  const responseTemplates = { 'application/json': JSON.stringify(document) };
  const integration = new MockIntegration({
    passthroughBehavior: PassthroughBehavior.NEVER,
    requestTemplates: Object.fromEntries(
      bodyTypes.map((type) => [type, `{"statusCode": ${statusCode}}`]),
    ),
    integrationResponses: [{ statusCode, responseParameters, responseTemplates }],
  });
  const declared = Object.keys(responseParameters).map((name) => [name, true]);
  const methodResponses = [{ statusCode, responseParameters: Object.fromEntries(declared) }];
  resource.addMethod('ANY', integration, { methodResponses });
}
