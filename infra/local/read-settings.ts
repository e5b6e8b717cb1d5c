import * as z from 'zod';

/** A setting in the environment cannot be used; the message names every one. */
class SettingsError extends Error {
  override readonly name = 'SettingsError';
  readonly code = 'settings_invalid';
}

/** Comma separated, blanks around entries ignored. */
export const settingsList = z.string().transform((text) =>
  text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== ''),
);

/** @throws SettingsError in a sentence a person can act on */
export function readSettingsFrom<Schema extends z.ZodType>(
  schema: Schema,
  environment: NodeJS.ProcessEnv,
): z.infer<Schema> {
  const result = schema.safeParse(environment);
  if (result.success) return result.data;
  const wrong = result.error.issues.map(
    ({ path, message }) => `${path.join('.')}=${environment[String(path[0])]}: ${message}`,
  );
  throw new SettingsError(wrong.join('; '));
}

/** Commands here take no arguments; a mistyped one must not start anything. */
export function refuseArguments(usage: string): void {
  const [unknown] = process.argv.slice(2);
  if (unknown === undefined) return;
  process.stderr.write(`Unknown option ${unknown}.\n\n${usage}`);
  process.exit(2);
}
