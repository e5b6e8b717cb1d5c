import { parseArgs } from 'node:util';
import { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import { KeyCommandError, KeyRegistry } from './key-registry.ts';

const usage = `Usage: npm run keys -- COMMAND [--stage STAGE]

  add OWNER [--plan PLAN]       makes a key for an owner and prints it, once
  list                          the keys of the stage: id, owner, plan, when made
  throttle OWNER --plan PLAN    puts an owner's keys under another usage plan
  revoke OWNER | ID             ends all keys of an owner, or one

The stage is "dev" unless it is named, or QWEN_MEDIA_STAGE is set. Works on the AWS
account and region of your profile. Plans and their rates are settings (usagePlans).
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
    if (!plan) throw new KeyCommandError('throttle needs --plan.');
    return `${await registry.throttle(owner, plan)} under the plan ${plan}.`;
  },
  revoke: async (registry, name) => `${await registry.revoke(name)} revoked.`,
};

await run().catch((error) => {
  // whatever else goes wrong is AWS's word, which names the account's trouble
  process.stderr.write(`${error instanceof KeyCommandError ? error.message : String(error)}\n`);
  process.exitCode = 1;
});

async function run(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      stage: { type: 'string', default: process.env.QWEN_MEDIA_STAGE ?? 'dev' },
      plan: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  const [command = '', name = '', ...others] = positionals;
  const perform = commands[command];
  if (values.help || !perform || others.length > 0 || (command !== 'list') !== (name !== '')) {
    process.stdout.write(usage);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  const registry = new KeyRegistry(new APIGatewayClient({}), values.stage);
  process.stdout.write(`${await perform(registry, name, values.plan)}\n`);
}
