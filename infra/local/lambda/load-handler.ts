import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

export type Handler = (...input: unknown[]) => unknown;

/** The code could not be made ready to run; named as Lambda's runtime names it. */
export class InitializationError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = code;
    this.code = code;
  }
}

/**
 * Imports the module that a handler string (`file.export`) names and picks the export.
 *
 * @throws InitializationError, or what the module itself threw
 */
export async function loadHandler(directory: string, handler: string): Promise<Handler> {
  const [, module, exported] = /^(.+)\.([^.]+)$/.exec(handler) ?? [];
  if (module === undefined || exported === undefined) {
    throw new InitializationError('Runtime.MalformedHandlerName', 'Bad handler');
  }
  const found = (await importModule(directory, module))[exported];
  if (typeof found === 'function') return found as Handler;
  throw new InitializationError(
    'Runtime.HandlerNotFound',
    `${handler} is undefined or not exported`,
  );
}

async function importModule(directory: string, module: string): Promise<Record<string, unknown>> {
  const file = ['.js', '.mjs', '.cjs']
    .map((extension) => join(directory, `${module}${extension}`))
    .find((path) => existsSync(path));
  if (file === undefined) {
    throw new InitializationError(
      'Runtime.ImportModuleError',
      `Error: Cannot find module '${module}'`,
    );
  }
  try {
    return await import(pathToFileURL(file).href);
  } catch (error) {
    if (error instanceof SyntaxError) {
      throw new InitializationError('Runtime.UserCodeSyntaxError', String(error));
    }
    throw error;
  }
}
