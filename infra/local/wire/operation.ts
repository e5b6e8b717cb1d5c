import type * as z from 'zod';
import type { AwsCall } from './aws-call.ts';
import { AwsError } from './aws-error.ts';
import type { Operation } from './aws-json.ts';

/** An operation whose input is checked first; what does not fit is a `ValidationException` naming every field. */
export function operation<Schema extends z.ZodType>(
  schema: Schema,
  run: (input: z.output<Schema>, call: AwsCall) => unknown,
): Operation {
  return (input, call) => {
    const parsed = schema.safeParse(input);
    if (!parsed.success) throw new AwsError('ValidationException', describe(parsed.error));
    return run(parsed.data, call);
  };
}

function describe({ issues }: z.ZodError): string {
  const problems = issues.map(
    ({ path, message }) => `Value at '${path.join('.')}' failed to satisfy constraint: ${message}`,
  );
  const noun = issues.length === 1 ? 'error' : 'errors';
  return `${issues.length} validation ${noun} detected: ${problems.join('; ')}`;
}
