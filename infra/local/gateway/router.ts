import type { RouteDefinition } from '../assembly/api-routes.ts';
import { GatewayError } from './gateway-error.ts';

export type RouteMatch = {
  readonly route: RouteDefinition;
  /** Decoded once, after the path was taken apart: an encoded slash never makes another segment. */
  readonly pathParameters: Readonly<Record<string, string>>;
};

type Node = {
  readonly literals: Map<string, Node>;
  parameter?: { readonly name: string; readonly node: Node };
  greedy?: { readonly name: string; readonly node: Node };
  readonly methods: Map<string, RouteDefinition>;
};

type Found = { readonly node: Node; readonly parameters: readonly (readonly [string, string])[] };

/**
 * Finds the method that serves a path: literal segments win over `{name}`, these over `{name+}`.
 *
 * @throws GatewayError BAD_REQUEST_PARAMETERS for broken percent-encoding
 */
export type Router = (method: string, path: string) => RouteMatch | undefined;

export function createRouter(routes: readonly RouteDefinition[]): Router {
  const root = createNode();
  for (const route of routes)
    nodeAt(root, segmentsOf(route.path)).methods.set(route.httpMethod, route);
  return (method, path) => {
    const found = find(root, segmentsOf(path));
    const route = found?.node.methods.get(method) ?? found?.node.methods.get('ANY');
    if (found === undefined || route === undefined) return undefined;
    const pathParameters = Object.fromEntries(
      found.parameters.map(([name, value]) => [name, decode(value)]),
    );
    return { route, pathParameters };
  };
}

function segmentsOf(path: string): readonly string[] {
  return path === '/' ? [] : path.split('/').slice(1);
}

function createNode(): Node {
  return { literals: new Map(), methods: new Map() };
}

function nodeAt(node: Node, [segment, ...rest]: readonly string[]): Node {
  return segment === undefined ? node : nodeAt(childOf(node, segment), rest);
}

function childOf(node: Node, segment: string): Node {
  const [, name, plus] = /^\{([^+}]+)(\+?)\}$/.exec(segment) ?? [];
  if (name !== undefined) {
    const kind = plus === '+' ? 'greedy' : 'parameter';
    node[kind] ??= { name, node: createNode() };
    return node[kind].node;
  }
  const child = node.literals.get(segment) ?? createNode();
  node.literals.set(segment, child);
  return child;
}

function find(node: Node, segments: readonly string[]): Found | undefined {
  const [segment, ...rest] = segments;
  if (segment === undefined) return { node, parameters: [] };
  return (
    findBelow(node.literals.get(segment), rest) ??
    findParameter(node, segment, rest) ??
    findGreedy(node, segments)
  );
}

function findBelow(node: Node | undefined, rest: readonly string[]): Found | undefined {
  const found = node && find(node, rest);
  return found && found.node.methods.size > 0 ? found : undefined;
}

function findParameter(
  { parameter }: Node,
  segment: string,
  rest: readonly string[],
): Found | undefined {
  const found = segment === '' ? undefined : findBelow(parameter?.node, rest);
  if (parameter === undefined || found === undefined) return undefined;
  return { ...found, parameters: [[parameter.name, segment], ...found.parameters] };
}

function findGreedy({ greedy }: Node, segments: readonly string[]): Found | undefined {
  const value = segments.join('/');
  if (greedy === undefined || value === '') return undefined;
  return { node: greedy.node, parameters: [[greedy.name, value]] };
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch (error) {
    throw new GatewayError('BAD_REQUEST_PARAMETERS', { reason: String(error) });
  }
}
