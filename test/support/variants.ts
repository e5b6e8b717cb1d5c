import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { readConfig } from '../../infra/config.ts';
import { addServiceStacks } from '../../infra/stacks/service-stacks.ts';
import { projectRoot } from './project-root.ts';

const { context } = JSON.parse(readFileSync(join(projectRoot, 'cdk.json'), 'utf8')) as {
  context: Record<string, unknown>;
};

/** The app with other settings, its functions not bundled. */
export function appWith(settings: Readonly<Record<string, unknown>>): App {
  const app = new App({ context: { ...context, ...settings, 'aws:cdk:bundling-stacks': [] } });
  addServiceStacks(app, readConfig({ node: app.node, environment: {}, written: context }));
  return app;
}

/** The templates of those settings, by the name of their stack in the code. */
export function templatesWith(settings: Readonly<Record<string, unknown>>) {
  const { stacks } = appWith(settings).synth();
  return new Map(
    stacks.map((stack) => [stack.id, Template.fromJSON(stack.template as object)] as const),
  );
}
