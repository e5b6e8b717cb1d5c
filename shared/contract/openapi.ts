import type { ZodType } from 'zod';
import { createDocument, type ZodOpenApiOperationObject } from 'zod-openapi';
import { ProblemDocument, problemContentType } from './problem.ts';
import { type RouteDefinition, routes } from './routes.ts';

const problem = { content: { [problemContentType]: { schema: ProblemDocument } } };

/** The OpenAPI document of the route table; committed as openapi.json and diffed by `npm run check`. */
export function openapiDocument() {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const [id, route] of Object.entries<RouteDefinition>(routes)) {
    paths[route.path] = {
      ...paths[route.path],
      [route.method.toLowerCase()]: operation(id, route),
    };
  }
  return createDocument({
    openapi: '3.1.1',
    info: { title: 'Qwen Media Serverless', version: '1', license: { name: 'Apache-2.0' } },
    servers: [{ url: 'http://127.0.0.1:3000/api', description: 'On a laptop' }],
    components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } },
    paths,
  });
}

function operation(operationId: string, route: RouteDefinition): ZodOpenApiOperationObject {
  const { parameters, query, body, response } = route;
  return {
    operationId,
    summary: route.summary,
    security: route.authenticated ? [{ key: [] }] : [],
    requestParams: { ...(parameters && { path: parameters }), ...(query && { query }) },
    ...(body && { requestBody: { required: true, content: json(body) } }),
    responses: {
      [`${route.status}`]: success(route, response),
      default: { description: 'What is wrong and what to do', ...problem },
    },
  };
}

function success(route: RouteDefinition, response: ZodType | undefined) {
  if (!response)
    return {
      description: route.summary,
      headers: { Location: { schema: { type: 'string' as const } } },
    };
  const stream = route.streamed
    ? { 'text/event-stream': { schema: { type: 'string' as const } } }
    : {};
  return { description: route.summary, content: { ...json(response), ...stream } };
}

function json(schema: ZodType) {
  return { 'application/json': { schema } };
}
