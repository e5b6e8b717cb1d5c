import { App } from 'aws-cdk-lib';
import { type Config, ConfigError, readConfig } from './config.ts';
import { addServiceStacks } from './stacks/service-stacks.ts';

const app = new App();
addServiceStacks(app, configOf(app));

/** A wrong setting is the operator's affair: one sentence, and no stack trace. */
function configOf({ node }: App): Config {
  try {
    return readConfig(node, process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}
