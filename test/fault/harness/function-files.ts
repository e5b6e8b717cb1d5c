import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { World } from '../../../shared/runtime/world.ts';
import { projectRoot } from './project-root.ts';

type Handler = (event: unknown) => Promise<unknown>;

const folders = ['http', 'workflow', 'events'];

/** The file of every function by its construct id, which is the file's name in Pascal case. */
export function findFunctionFiles(): Map<string, string> {
  const files = folders.flatMap((folder) => {
    const directory = join(projectRoot, 'functions', folder);
    return readdirSync(directory).map((file) => join(directory, file));
  });
  return new Map(files.map((file) => [pascalCase(file), file]));
}

/** A function's composition root; loaded when it is first needed, as Lambda would. */
export async function loadHandler(file: string, world: World): Promise<Handler> {
  const { createHandler } = (await import(pathToFileURL(file).href)) as {
    createHandler: (world: World) => Handler;
  };
  return createHandler(world);
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
