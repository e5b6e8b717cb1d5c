import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const Manifest = z.object({
  artifacts: z.record(
    z.string(),
    z.object({
      type: z.string(),
      properties: z
        .object({
          templateFile: z.string().optional(),
          stackName: z.string().optional(),
          file: z.string().optional(),
        })
        .optional(),
    }),
  ),
});

const Template = z.object({
  Resources: z
    .record(
      z.string(),
      z.object({
        Type: z.string(),
        Properties: z.record(z.string(), z.unknown()).optional(),
        Condition: z.string().optional(),
      }),
    )
    .optional(),
  Outputs: z
    .record(
      z.string(),
      z.object({ Value: z.unknown(), Export: z.object({ Name: z.unknown() }).optional() }),
    )
    .optional(),
});

const AssetManifest = z.object({
  files: z.record(
    z.string(),
    z.object({
      source: z.object({ path: z.string().optional() }),
      destinations: z.record(z.string(), z.object({ objectKey: z.string() })),
    }),
  ),
});

/** One stack's template, as far as the laptop reads it. */
export type Template = z.infer<typeof Template>;

export type AssemblyFiles = {
  /** Templates by stack name. */
  readonly templates: ReadonlyMap<string, Template>;
  /** Absolute paths of file assets by their object key in the bootstrap bucket (`<hash>.zip`). */
  readonly assets: ReadonlyMap<string, string>;
};

/**
 * Reads manifest.json and what it names: templates and asset manifests.
 *
 * @throws ZodError or a file system error where the directory is not a cloud assembly
 */
export function readAssemblyFiles(directory: string): AssemblyFiles {
  const templates = new Map<string, Template>();
  const assets = new Map<string, string>();
  const manifest = Manifest.parse(readJson(join(directory, 'manifest.json')));
  for (const [id, { type, properties }] of Object.entries(manifest.artifacts)) {
    if (type === 'cdk:cloud-assembly') {
      throw new Error(`${id}: nested assemblies (CDK stages) are not understood`);
    }
    if (type === 'aws:cloudformation:stack' && properties?.templateFile !== undefined) {
      const template = Template.parse(readJson(join(directory, properties.templateFile)));
      templates.set(properties.stackName ?? id, template);
    }
    if (type === 'cdk:asset-manifest' && properties?.file !== undefined) {
      addAssets(assets, directory, join(directory, properties.file));
    }
  }
  return { templates, assets };
}

function addAssets(assets: Map<string, string>, directory: string, manifestFile: string): void {
  const { files } = AssetManifest.parse(readJson(manifestFile));
  for (const { source, destinations } of Object.values(files)) {
    for (const { objectKey } of Object.values(destinations)) {
      if (source.path !== undefined) assets.set(objectKey, join(directory, source.path));
    }
  }
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}
