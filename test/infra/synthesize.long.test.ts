import { mkdir, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SynthesisError, synthesize } from '../../infra/local/synthesize.ts';
import { projectRoot } from '../support/project-root.ts';

/** An app of one output, whose value lies in a source file. */
const app = `
  import { App, CfnOutput, Stack } from 'aws-cdk-lib';
  import { value } from '../shared/value.ts';
  const app = new App();
  new CfnOutput(new Stack(app, 'Small'), 'Value', { value });
`;

let root: string;
let told: string[];
const tell = (line: string) => void told.push(line);
const template = () => join(root, '.local/cdk.out/Small.template.json');

async function writeValue(value: string): Promise<void> {
  await writeFile(join(root, 'shared/value.ts'), `export const value = '${value}';\n`);
}

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'synthesize-'));
  told = [];
  for (const folder of ['infra/local', 'shared', 'functions']) {
    await mkdir(join(root, folder), { recursive: true });
  }
  await symlink(join(projectRoot, 'node_modules'), join(root, 'node_modules'));
  await writeFile(join(root, 'package.json'), '{"type":"module"}');
  await writeFile(join(root, 'cdk.json'), `{"app":"'${process.execPath}' infra/app.ts"}`);
  await writeFile(join(root, 'infra/app.ts'), app);
  await writeValue('one');
});

afterEach(() => rm(root, { recursive: true }));

describe('synthesize', () => {
  it('makes the templates once and again only for changed sources', async () => {
    expect(await synthesize(root, tell)).toBe(join(root, '.local/cdk.out'));
    const first = await stat(template());
    await writeFile(join(root, 'infra/local/platform.ts'), '// no part of any template');
    await synthesize(root, tell);
    expect((await stat(template())).mtimeMs).toBe(first.mtimeMs);
    expect(told).toHaveLength(1);

    await writeValue('two');
    await synthesize(root, tell);
    expect(told).toHaveLength(2);
    expect(await import(template(), { with: { type: 'json' } })).toMatchObject({
      default: { Outputs: { Value: { Value: 'two' } } },
    });
  });

  it('tells in CDK’s own words why it could not, and tries again the next time', async () => {
    await writeFile(join(root, 'infra/app.ts'), "throw new Error('the stage is wrong')");
    await expect(synthesize(root, tell)).rejects.toThrow(SynthesisError);
    await expect(synthesize(root, tell)).rejects.toThrow('the stage is wrong');
  });
});
