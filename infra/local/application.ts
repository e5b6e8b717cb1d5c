import { type BucketDefinition, bucketsOf } from './assembly/buckets.ts';
import { readAssembly } from './assembly/cloud-assembly.ts';
import { eventBusesOf, eventRulesOf } from './assembly/event-rules.ts';
import { type FunctionDefinition, functionsOf } from './assembly/functions.ts';
import { restApisOf } from './assembly/rest-apis.ts';
import { importedSecrets, secretsOf } from './assembly/secrets.ts';
import { stateMachinesOf } from './assembly/state-machines.ts';
import { createIdentities } from './identities.ts';

export const region = 'us-east-1';
export const account = '000000000000';

/** The templates have something else than the one thing that is expected. */
class AssemblyShapeError extends Error {
  override readonly name = 'AssemblyShapeError';
  readonly code = 'assembly_unexpected';
}

/** What the synthesized templates say, in the pieces the platform runs. */
export type Application = ReturnType<typeof readApplication>;

export function readApplication(directory: string) {
  const assembly = readAssembly(directory, { region, account });
  const rules = eventRulesOf(assembly).filter(({ enabled }) => enabled);
  const functions = functionsOf(assembly);
  const machines = stateMachinesOf(assembly);
  const buckets = bucketsOf(assembly);
  const buses = eventBusesOf(assembly);
  const givenUp = new Set(functions.map(({ asynchronous }) => asynchronous.onFailureArn));
  const made = secretsOf(assembly);
  const secrets = [...made, ...importedSecrets(functions, made)];
  return {
    identities: createIdentities(assembly),
    functions,
    machines,
    /** The one that runs video jobs. */
    machine: named('state machine', machines, 'STATE_MACHINE_ARN', functions),
    buckets,
    /** The one of records, uploads and videos. */
    bucket: named<BucketDefinition>(
      'bucket',
      buckets,
      'MEDIA_BUCKET',
      functions,
      ({ name }) => name,
    ),
    /** The one of events that Lambda could not get handled. */
    deadLetterBucket: only(
      'bucket of dead letters',
      buckets.filter(({ arn }) => givenUp.has(arn)),
    ),
    secrets,
    providerSecret: named('secret', secrets, 'PROVIDER_SECRET_ARN', functions),
    api: only('REST API', restApisOf(assembly)),
    schedules: rules.flatMap(({ scheduleExpression, ...rule }) =>
      scheduleExpression ? [{ ...rule, scheduleExpression }] : [],
    ),
    rules: rules.flatMap((rule) => (rule.pattern ? [{ ...rule, pattern: rule.pattern }] : [])),
    buses: buses.map(({ name }) => name),
    /** The one of jobs. */
    eventBus: named('event bus', buses, 'EVENT_BUS_NAME', functions, ({ name }) => name),
  };
}

/** The one that functions know by a variable of their environment. */
function named<Item extends { readonly arn: string }>(
  what: string,
  items: readonly Item[],
  variable: string,
  functions: readonly FunctionDefinition[],
  keyOf: (item: Item) => string = ({ arn }) => arn,
): Item {
  const values = new Set(functions.map(({ environment }) => environment[variable]));
  return only(
    `${what} in ${variable}`,
    items.filter((item) => values.has(keyOf(item))),
  );
}

function only<Item>(what: string, found: readonly Item[]): Item {
  const [item] = found;
  if (item !== undefined && found.length === 1) return item;
  throw new AssemblyShapeError(`the templates have ${found.length} of: ${what}; one is expected`);
}
