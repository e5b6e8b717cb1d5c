import { readFileSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { readConfig } from './config.ts';
import { ConfigError } from './config-error.ts';
import { addServiceStacks } from './stacks/service-stacks.ts';

const app = new App();
const { context: written } = JSON.parse(readFileSync('cdk.json', 'utf8'));
try {
  addServiceStacks(app, readConfig({ node: app.node, environment: process.env, written }));
} catch (error) {
  // a wrong setting, or a file that one names, is the operator's affair: one sentence, and no stack trace
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
