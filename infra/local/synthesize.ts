import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { join } from 'node:path';

/** Everything that a template can depend on; the laptop's own code is not part of it. */
const sources = [
  '{functions,shared}/**/*.{ts,json}',
  'infra/*.ts',
  'infra/{stacks,constructs}/**/*.ts',
  'cdk.json',
  'package-lock.json',
  'tsconfig.json',
];

/** The templates could not be made; the message is the CDK's. */
export class SynthesisError extends Error {
  override readonly name = 'SynthesisError';
  readonly code = 'synthesis_failed';
}

/**
 * The cloud assembly of the sources as they are, made anew only when they have changed.
 * @param root the project's directory
 * @returns the directory of the assembly
 */
export async function synthesize(root: string, tell: (line: string) => void): Promise<string> {
  // not cdk.out, which every cdk command writes to, with other settings and with less in it
  const output = join(root, '.local/cdk.out');
  const mark = join(output, '.sources');
  const hash = await hashSources(root);
  if (existsSync(mark) && readFileSync(mark, 'utf8') === hash) return output;
  tell('synthesizing the templates …');
  await runCdk(root, output);
  writeFileSync(mark, hash);
  return output;
}

async function hashSources(root: string): Promise<string> {
  const hash = createHash('sha256');
  const files: string[] = [];
  for await (const file of glob([...sources, ...modelFiles(root)], { cwd: root })) files.push(file);
  for (const file of files.sort()) hash.update(`${file}\0`).update(readFileSync(join(root, file)));
  return hash.digest('hex');
}

/** The override file of video models, where `cdk.json` names one. */
function modelFiles(root: string): string[] {
  const { context } = JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8'));
  return typeof context?.videoModels === 'string' ? [context.videoModels] : [];
}

/** A deployment's settings and account have no say on a laptop, where they are not part of the hash. */
function neutral(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const isDeployments = /^(QWEN_MEDIA_|AWS_|CDK_)/;
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !isDeployments.test(name)),
  );
}

function runCdk(root: string, output: string): Promise<void> {
  const cdk = join(root, 'node_modules/aws-cdk/bin/cdk');
  const options = [
    'synth',
    '--quiet',
    '--output',
    output,
    '--no-version-reporting',
    '--no-notices',
    // the laptop is a region of its own
    '--context',
    'region=',
  ];
  const child = spawn(process.execPath, [cdk, ...options], {
    cwd: root,
    env: neutral(process.env),
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (said += part));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new SynthesisError(`cdk synth ended with ${code}:\n${said}`));
    });
  });
}
