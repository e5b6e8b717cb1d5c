import * as z from 'zod';
import { createDocument, type ZodOpenApiOperationObject } from 'zod-openapi';
import { JobEvent } from './event.ts';
import { ProblemDocument, problemContentType } from './problem.ts';
import { pathsOf, type RouteDefinition, routes } from './routes.ts';

const problem = { content: { [problemContentType]: { schema: ProblemDocument } } };

/** The OpenAPI document of the route table; committed as openapi.json and diffed by `npm run check`. */
export function openapiDocument() {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const [id, route] of Object.entries<RouteDefinition>(routes)) {
    for (const [index, path] of pathsOf(route).entries())
      paths[path] = {
        ...paths[path],
        [route.method.toLowerCase()]: operation(index === 0 ? id : `${id}Alias${index}`, route),
      };
  }
  return createDocument({
    openapi: '3.1.1',
    info: { title: 'Qwen Media Serverless', version: '1', license: { name: 'Apache-2.0' } },
    servers: [{ url: '/api', description: 'Where this document was read' }],
    components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } },
    paths,
    webhooks: { jobEvent: { post: jobEvent } },
  });
}

/** What a job's `webhook_url` is sent; the headers are those of Standard Webhooks 1.0. */
const jobEvent: ZodOpenApiOperationObject = {
  operationId: 'jobEvent',
  summary: 'Hear what happens to a job; signed with the secret of GET /v1/webhook-secret',
  requestParams: {
    header: z.object({
      'webhook-id': z.string().meta({ description: 'The same in every attempt.' }),
      'webhook-timestamp': z.string().meta({ description: 'Unix seconds of this attempt.' }),
      'webhook-signature': z
        .string()
        .meta({ examples: ['v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4='] }),
    }),
  },
  requestBody: {
    required: true,
    content: { 'application/cloudevents+json': { schema: JobEvent } },
  },
  responses: {
    '2XX': { description: 'Taken' },
    '410': { description: 'Wants no more attempts of this event' },
  },
};

const preferences = z.object({
  prefer: z
    .string()
    .optional()
    .meta({
      description: '`respond-async`: the answer becomes a job.',
      examples: ['respond-async'],
    }),
});

function operation(operationId: string, route: RouteDefinition): ZodOpenApiOperationObject {
  const { parameters, query, body, response, accepted } = route;
  return {
    operationId,
    summary: route.summary,
    security: route.authenticated ? [{ key: [] }] : [],
    requestParams: {
      ...(parameters && { path: parameters }),
      ...(query && { query }),
      ...(accepted && { header: preferences }),
    },
    ...(body && { requestBody: { required: true, content: json(body) } }),
    responses: {
      [`${route.status}`]: success(route, response),
      ...(accepted && { 202: { description: 'The job that was made', content: json(accepted) } }),
      default: { description: 'What is wrong and what to do', ...problem },
    },
  };
}

function success(route: RouteDefinition, response: z.ZodType | undefined) {
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

function json(schema: z.ZodType) {
  return { 'application/json': { schema } };
}
