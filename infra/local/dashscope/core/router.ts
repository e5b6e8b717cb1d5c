import type { Route } from '../route.ts';

export type RouteMatch = {
  /** Every route of the path, one per method. */
  readonly routes: readonly Route[];
  readonly parameters: Readonly<Record<string, string>>;
};

type PathEntry = { readonly pattern: URLPattern; readonly routes: Route[] };

/** Finds routes by path; a trailing slash is the same path (the task list is documented with one, dashscope-api §5.1). */
export function createRouter(routes: readonly Route[]): (path: string) => RouteMatch | undefined {
  const entries = new Map<string, PathEntry>();
  for (const route of routes) {
    const entry = entries.get(route.path);
    if (entry) entry.routes.push(route);
    else {
      const pattern = new URLPattern({ pathname: route.path });
      entries.set(route.path, { pattern, routes: [route] });
    }
  }
  return (path) => {
    const pathname = path.replace(/(?<=.)\/+$/, '');
    for (const { pattern, routes } of entries.values()) {
      const match = pattern.exec({ pathname });
      if (match) return { routes, parameters: definedGroups(match.pathname.groups) };
    }
    return undefined;
  };
}

function definedGroups(groups: Readonly<Record<string, string | undefined>>) {
  return Object.fromEntries(
    Object.entries(groups).filter((group): group is [string, string] => group[1] !== undefined),
  );
}
