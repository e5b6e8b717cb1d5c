import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openapiDocument } from '../../../../shared/contract/openapi.ts';
import { pathsOf, type RouteDefinition, routes } from '../../../../shared/contract/routes.ts';

const file = new URL('../../../../shared/contract/openapi.json', import.meta.url);

describe('openapiDocument', () => {
  const document = openapiDocument();

  it('is the committed file', () => {
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(JSON.stringify(document)));
  });

  const rows = Object.entries<RouteDefinition>(routes);
  it.each(rows)('describes %s', (id, { method, path, authenticated, status }) => {
    const item = document.paths?.[path] as Record<string, Record<string, unknown>> | undefined;
    const operation = item?.[method.toLowerCase()];
    expect(operation?.operationId).toBe(id);
    expect(operation?.security).toEqual(authenticated ? [{ key: [] }] : []);
    expect(operation?.responses).toHaveProperty(String(status));
    expect(operation?.responses).toHaveProperty('default');
  });

  it('describes every path of a route under a name of its own', () => {
    const paths = rows.flatMap(([, route]) => pathsOf(route));
    expect(Object.keys(document.paths ?? {}).toSorted()).toEqual([...new Set(paths)].toSorted());
    const names = JSON.stringify(document.paths).match(/"operationId":"\w+"/g) ?? [];
    expect(new Set(names).size).toBe(paths.length);
  });

  it('says which parameters stand in a path', () => {
    for (const [, { path, parameters }] of rows) {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      expect(Object.keys(parameters?.shape ?? {})).toEqual(named);
    }
  });
});
