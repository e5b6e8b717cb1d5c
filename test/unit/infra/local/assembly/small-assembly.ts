import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Assembly, readAssembly } from '../../../../../infra/local/assembly/cloud-assembly.ts';

/** Reads templates by stack name as if they had been synthesized. */
export function assemblyOf(templates: Readonly<Record<string, object>>): Assembly {
  const directory = mkdtempSync(join(tmpdir(), 'assembly-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const artifacts: Record<string, object> = {};
  for (const [stack, template] of Object.entries(templates)) {
    const templateFile = `${stack}.template.json`;
    writeFileSync(join(directory, templateFile), JSON.stringify(template));
    artifacts[stack] = { type: 'aws:cloudformation:stack', properties: { templateFile } };
  }
  writeFileSync(join(directory, 'manifest.json'), JSON.stringify({ artifacts }));
  return readAssembly(directory, { region: 'ap-southeast-1', account: '111122223333' });
}
