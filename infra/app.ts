import { App } from 'aws-cdk-lib';
import { readConfig } from './config.ts';
import { addServiceStacks } from './stacks/service-stacks.ts';

const app = new App();
addServiceStacks(app, readConfig(app.node, process.env));
