import { parseArgs } from 'node:util';
import { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import { accountRegion } from '../account-region.ts';
import { describeFailure, UsageError } from '../command-failure.ts';
import { KeyRegistry } from './key-registry.ts';

const usage = `Usage: npm run keys -- COMMAND [--stage STAGE] [--region REGION]

  add OWNER [--plan PLAN]       makes a key for an owner and prints it, once
  list                          the keys of the stage: id, owner, plan, when made
  throttle OWNER --plan PLAN    puts an owner's keys under another usage plan
  revoke OWNER | ID             ends all keys of an owner, or one

The stage is "dev" unless it is named, or QWEN_MEDIA_STAGE is set. Works on the AWS
account and, without --region, the region of your profile. Plans and their rates are settings (usagePlans).
`;

type Command = (registry: KeyRegistry, name: string, plan: string | undefined) => Promise<string>;

const commands: Readonly<Record<string, Command>> = {
  add: (registry, owner, plan) => registry.add(owner, plan),
  list: async (registry) => {
    const rows = await registry.list();
    const line = ({ id, owner, plan = 'no plan', createdAt }: (typeof rows)[number]) =>
      [id, owner, plan, createdAt?.toISOString()].join('\t');
    return rows.map(line).join('\n') || 'There are no keys.';
  },
  throttle: async (registry, owner, plan) => {
    if (!plan) throw new UsageError('throttle needs --plan.');
    return `${await registry.throttle(owner, plan)} under the plan ${plan}.`;
  },
  revoke: async (registry, name) => `${await registry.revoke(name)} revoked.`,
};

await run().catch((error) => {
  const { text, exitCode } = describeFailure(error, usage);
  process.stderr.write(text);
  process.exitCode = exitCode;
});

async function run(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      stage: { type: 'string', default: process.env.QWEN_MEDIA_STAGE ?? 'dev' },
      plan: { type: 'string' },
      region: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return;
  }
  const [command = '', name = '', ...others] = positionals;
  const perform = commandOf(command);
  if (command === 'list' ? name !== '' : name === '')
    throw new UsageError(`${command} takes ${command === 'list' ? 'nothing' : 'a name'}.`);
  if (others.length > 0) throw new UsageError(`${command} takes no ${others.join(' ')}.`);
  const registry = new KeyRegistry(
    new APIGatewayClient({ region: accountRegion(values.region) }),
    values.stage,
  );
  process.stdout.write(`${await perform(registry, name, values.plan)}\n`);
}

function commandOf(command: string): Command {
  const perform = Object.hasOwn(commands, command) ? commands[command] : undefined;
  if (perform) return perform;
  throw new UsageError(command ? `There is no command ${command}.` : 'Name a command.');
}
