import { type IResource, MockIntegration, PassthroughBehavior } from 'aws-cdk-lib/aws-apigateway';
import { problemContentType, problemDocument } from '../../shared/contract/problem.ts';

const statusCode = '405';

/** A mock answers only bodies it has a template for; a request without a body counts as JSON. */
const bodyTypes = [
  'application/json',
  'application/x-www-form-urlencoded',
  'application/octet-stream',
  'multipart/form-data',
  'text/plain',
];

/** Answers every other method of a resource; API Gateway by itself would say that the route is unknown. */
export function refuseOtherMethods(resource: IResource, allowed: readonly string[]): void {
  const allow = allowed.join(', ');
  const document = problemDocument({
    code: 'method_not_allowed',
    detail: `This route takes ${allow}.`,
    requestId: '$context.requestId',
  });
  const headers = {
    'method.response.header.Allow': `'${allow}'`,
    'method.response.header.x-request-id': 'context.requestId',
    'method.response.header.Content-Type': `'${problemContentType}'`,
  };
  const integration = new MockIntegration({
    passthroughBehavior: PassthroughBehavior.NEVER,
    requestTemplates: Object.fromEntries(
      bodyTypes.map((type) => [type, `{"statusCode": ${statusCode}}`]),
    ),
    integrationResponses: [
      {
        statusCode,
        responseParameters: headers,
        responseTemplates: { 'application/json': JSON.stringify(document) },
      },
    ],
  });
  const responseParameters = Object.fromEntries(Object.keys(headers).map((name) => [name, true]));
  resource.addMethod('ANY', integration, { methodResponses: [{ statusCode, responseParameters }] });
}
