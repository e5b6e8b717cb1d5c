import type { TestProject } from 'vitest/node';
import { synthesize } from '../../infra/local/synthesize.ts';
import { projectRoot } from './project-root.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The directory of the cloud assembly. */
    assembly: string;
  }
}

/** Synthesizes the templates once for every infra test. */
export default async function setup(project: TestProject): Promise<void> {
  project.provide('assembly', await synthesize(projectRoot, () => {}));
}
