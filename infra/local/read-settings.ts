import * as z from 'zod';
import { describeIssue } from '../../shared/contract/describe-issue.ts';

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
  const result = schema.safeParse(environment, { error: describeIssue });
  if (result.success) return result.data;
  const wrong = result.error.issues.map(
    ({ path, message }) => `${told(String(path[0]), environment)}: ${message}`,
  );
  throw new SettingsError(wrong.join('; '));
}

/** A key that is wrong by a letter is nearly one. */
function told(name: string, environment: NodeJS.ProcessEnv): string {
  return /KEY/.test(name) ? name : `${name}=${environment[name]}`;
}

/** Commands here take no arguments; a mistyped one must not start anything. */
export function refuseArguments(usage: string): void {
  const [unknown] = process.argv.slice(2);
  if (unknown === undefined) return;
  process.stderr.write(`Unknown option ${unknown}.\n\n${usage}`);
  process.exit(2);
}
