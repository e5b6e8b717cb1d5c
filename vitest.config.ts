import { defineConfig } from 'vitest/config';

/** Many times what a test takes: a busy machine fails none, and one that hangs fails in the end. */
const atMost = (minutes: number) => ({
  testTimeout: minutes * 60_000,
  hookTimeout: minutes * 60_000,
});
/** Three workers fill two cores, because system tests mostly wait. */
const common = { maxWorkers: 3, ...atMost(3) };
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
        ...atMost(10),
        globalSetup: setup('test/support/assembly.ts'),
      }),
      project('bench', { globalSetup: setup('test/fault/harness/setup.ts'), ...atMost(10) }),
      project('catalogue', atMost(10)),
      project('fault', { globalSetup: setup('test/fault/harness/setup.ts'), ...atMost(30) }),
    ],
  },
});
