import { defineConfig } from 'vitest/config';

/** Three workers fill two cores, because system tests mostly wait; a busy machine fails no test. */
const common = { maxWorkers: 3, testTimeout: 60_000, hookTimeout: 60_000 };
/** Runs once before the tests of each project, and after them. */
const setup = (...further: string[]) => ['test/support/temporary-files.ts', ...further];
const long = '**/*.long.test.ts';
const project = (name: string, options: object = {}) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    exclude: [long],
    globalSetup: setup(),
    ...common,
    ...options,
  },
});

/** System tests share one running platform (or the deployment that QWEN_BASE_URL names). */
const system = project('system', {
  globalSetup: setup('test/support/platform.ts'),
  exclude: [long, ...(process.env.QWEN_BASE_URL ? ['test/system/local/**'] : [])],
});

export default defineConfig({
  test: {
    projects: [
      // files share a worker's modules, which have no state: so they are loaded once, not for every file
      project('unit', { isolate: false }),
      project('infra', { isolate: false, globalSetup: setup('test/support/assembly.ts') }),
      project('contract', { isolate: false }),
      system,
      project('long', {
        include: [`test/${long}`],
        exclude: [],
        globalSetup: setup('test/support/assembly.ts'),
      }),
      project('bench', { globalSetup: setup('test/fault/harness/setup.ts'), testTimeout: 300_000 }),
      project('catalogue', { testTimeout: 120_000, hookTimeout: 60_000 }),
      project('fault', {
        globalSetup: setup('test/fault/harness/setup.ts'),
        testTimeout: 120_000,
        hookTimeout: 120_000,
      }),
    ],
  },
});
