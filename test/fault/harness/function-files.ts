import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type RouteDefinition, routes } from '../../../shared/contract/routes.ts';
import type { World } from '../../../shared/runtime/world.ts';
import { projectRoot } from './project-root.ts';

type Handler = (event: unknown) => Promise<unknown>;

const folders = ['http', 'workflow', 'events'];
/** Functions that stream need a global of Lambda's, and no scenario needs them. */
const streaming = new Set(
  Object.entries<RouteDefinition>(routes)
    .filter(([, { streamed }]) => streamed)
    .map(([id]) => id.charAt(0).toUpperCase() + id.slice(1)),
);

/** The file of every function that scenarios run by its construct id, which is the file's name in Pascal case. */
export function findFunctionFiles(): Map<string, string> {
  return new Map(allFiles().filter(([id]) => !streaming.has(id)));
}

/** The construct id of every function. */
export function functionIds(): string[] {
  return allFiles().map(([id]) => id);
}

function allFiles(): (readonly [string, string])[] {
  return folders.flatMap((folder) => {
    const directory = join(projectRoot, 'functions', folder);
    return readdirSync(directory).map((file) => [pascalCase(file), join(directory, file)] as const);
  });
}

/** A function's composition root. */
export type CreateHandler = (world: World) => Handler;

/**
 * The composition roots of the given functions. Loaded before a scenario begins, because loading takes a different
 * time in each run, and the order of calls must not depend on it.
 */
export async function loadFunctions(
  files: ReadonlyMap<string, string>,
): Promise<Map<string, CreateHandler>> {
  const loaded = await Promise.all(
    [...files].map(async ([id, file]) => {
      const { createHandler } = (await import(pathToFileURL(file).href)) as {
        createHandler: CreateHandler;
      };
      return [id, createHandler] as const;
    }),
  );
  return new Map(loaded);
}

/** The construct id in a function's physical name, for instance `PollTask` in `…-WorkflowPollTaskB813BE00-…`. */
export function constructIdOf(physicalName: string, known: Iterable<string>): string | undefined {
  return [...known]
    .filter((id) => physicalName.includes(id))
    .sort((one, other) => other.length - one.length)[0];
}

function pascalCase(file: string): string {
  const name = file.split('/').at(-1)?.replace(/\.ts$/, '') ?? '';
  return name.replace(/(?:^|-)([a-z])/g, (_match, letter: string) => letter.toUpperCase());
}
