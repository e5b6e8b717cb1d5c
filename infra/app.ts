import { App } from 'aws-cdk-lib';
import { ConfigError, readConfig } from './config.ts';
import { addServiceStacks } from './stacks/service-stacks.ts';

const app = new App();
try {
  addServiceStacks(app, readConfig(app.node, process.env));
} catch (error) {
  // a wrong setting, or a file that one names, is the operator's affair: one sentence, and no stack trace
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
