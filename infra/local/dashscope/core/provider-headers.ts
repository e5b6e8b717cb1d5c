import type { Clock, Dialect } from '../route.ts';

type Timing = { readonly requestId: string; readonly arrivedAt: number; readonly clock: Clock };

type HeadersOf = (timing: Timing) => Readonly<Record<string, string>>;

/** Headers of the gateway (dashscope-api §15); never Retry-After, never a rate-limit header (§8). */
const gatewayHeaders: HeadersOf = ({ requestId, arrivedAt, clock }) => ({
  'x-request-id': requestId,
  'x-dashscope-call-gateway': 'true',
  'req-cost-time': String(clock.now() - arrivedAt),
  'req-arrive-time': String(arrivedAt),
  'resp-start-time': String(clock.now()),
  server: 'istio-envoy',
});

const headersByDialect: Readonly<Record<Dialect, HeadersOf>> = {
  native: gatewayHeaders,
  compatible: gatewayHeaders,
  oss: ({ requestId }) => ({ 'x-oss-request-id': requestId, server: 'AliyunOSS' }),
  admin: () => ({}),
};

/** Adds the provider's own headers to an answer. */
export function addProviderHeaders(response: Response, dialect: Dialect, timing: Timing): Response {
  for (const [name, value] of Object.entries(headersByDialect[dialect](timing))) {
    response.headers.set(name, value);
  }
  return response;
}
