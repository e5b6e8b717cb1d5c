import { readEnvironment, StageEnvironment } from './environment.ts';
import { embeddedMetrics, type Measurements } from './metrics.ts';
import { cutSecrets } from './redaction.ts';
import { type Clock, systemClock, type World } from './world.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Structured lines; prompts, media and keys have no place in them (design.md §9). */
export type Logger = {
  info(event: string, fields?: Fields): void;
  /** An error's message is cut of query strings and keys; its stack stays in the log, never in a reply. */
  error(event: string, error: unknown, fields?: Fields): void;
  /** Numbers for CloudWatch's metrics; the fields beside them are for whoever reads the log. */
  measure(values: Measurements, fields?: Fields): void;
};

/** A logger that writes one JSON object a line; `stage` among its fields is the dimension of what it measures. */
export function createLogger(
  write: (line: string) => void,
  base: Fields,
  clock: Pick<Clock, 'now'> = systemClock,
): Logger {
  const put = (fields: Fields) => write(cutSecrets(JSON.stringify(fields)));
  const line = (level: string, event: string, fields: Fields) =>
    put({ level, event, ...base, ...fields });
  return {
    info: (event, fields = {}) => line('info', event, fields),
    error: (event, error, fields = {}) => line('error', event, { ...fields, ...facts(error) }),
    measure: (values, fields = {}) => {
      const stage = String(base.stage ?? '');
      put({ ...base, ...fields, ...embeddedMetrics(stage, values, clock.now()) });
    },
  };
}

/** The logger of a function, in whose every line its stage stands. */
export function loggerOf(world: World, fields: Fields = {}): Logger {
  const { STAGE: stage } = readEnvironment(StageEnvironment, world.environment);
  return createLogger(world.log, { stage, ...fields }, world.clock);
}

function facts(error: unknown): Fields {
  if (!(error instanceof Error)) return { error: String(error) };
  const { name, message, stack } = error;
  const cause = error.cause instanceof Error ? error.cause.message : undefined;
  return { error: { name, message, stack, cause } };
}
