import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isWorthKeeping,
  type ListedTask,
  matchTask,
  type UnsettledSubmit,
} from '../../../../shared/video/match-task.ts';

const start = Date.UTC(2026, 10, 21, 4);

/** What really happened, of which the functions see only a part. */
type Truth = {
  readonly submits: readonly (UnsettledSubmit & { readonly made: ListedTask | null })[];
  readonly foreign: readonly ListedTask[];
};

const second = 1000;
const prompts = fc.constantFrom('a cat', 'a dog', 'a bird', null);

/** A task as the list shows it; a prompt is seen only once the task has succeeded. */
const shown = (
  facts: Partial<ListedTask>,
  prompt: string | null,
  status: ListedTask['status'],
): ListedTask => ({
  taskId: 't',
  createdAt: start,
  requestId: null,
  claimedBy: null,
  isOurs: true,
  ...facts,
  status,
  prompt: status === 'SUCCEEDED' ? prompt : undefined,
});

const statuses = fc.constantFrom(
  'PENDING',
  'RUNNING',
  'SUCCEEDED',
  'SUCCEEDED',
  'over',
) as fc.Arbitrary<ListedTask['status']>;

const ownSubmit = fc.record({
  at: fc.integer({ min: 0, max: 400 }),
  delay: fc.integer({ min: -30, max: 120 }),
  prompt: prompts,
  made: fc.boolean(),
  settled: fc.boolean(),
  knowsRequest: fc.integer({ min: 0, max: 3 }).map((n) => n === 0),
  listed: fc.integer({ min: 0, max: 4 }).map((n) => n > 0),
  status: statuses,
});

const foreignTask = fc.record({
  at: fc.integer({ min: -60, max: 520 }),
  sameKey: fc.boolean(),
  prompt: prompts,
  status: statuses,
});

function world(statusOf: (status: ListedTask['status']) => ListedTask['status']) {
  return fc
    .record({
      own: fc.array(ownSubmit, { minLength: 1, maxLength: 6 }),
      others: fc.array(foreignTask, { maxLength: 4 }),
    })
    .map(({ own, others }): Truth & { readonly hidden: ReadonlySet<string> } => {
      const hidden = new Set<string>();
      const submits = own.map((one, index) => {
        const id = `job-${index}`;
        const at = start + one.at * second;
        const taskId = `own-${index}`;
        const requestId = `request-${index}`;
        const claimedBy = one.settled ? id : null;
        const createdAt = at + one.delay * second;
        if (!one.listed) hidden.add(taskId);
        const made = one.made
          ? shown({ taskId, requestId, claimedBy, createdAt }, one.prompt, statusOf(one.status))
          : null;
        return { id, at, prompt: one.prompt, requestId: one.knowsRequest ? requestId : null, made };
      });
      const foreign = others.map((one, index) => {
        const facts = {
          taskId: `foreign-${index}`,
          requestId: `theirs-${index}`,
          isOurs: one.sameKey,
        };
        // with our key, our prompt, our model and our minute nobody could tell it from ours
        const prompt = one.sameKey ? `theirs ${index}` : one.prompt;
        const createdAt = start + one.at * second;
        return shown({ ...facts, createdAt }, prompt, statusOf(one.status));
      });
      return { submits, foreign, hidden };
    });
}

const isUnsettled = ({ made }: Truth['submits'][number]) =>
  made === null || made.claimedBy === null;

function listOf({ submits, foreign }: Truth, hidden: ReadonlySet<string>): ListedTask[] {
  const own = submits.flatMap(({ made }) => made ?? []);
  return [...own, ...foreign].filter(({ taskId }) => !hidden.has(taskId));
}

const find = (truth: Truth, one: UnsettledSubmit, tasks: readonly ListedTask[]) =>
  matchTask(
    one,
    truth.submits.filter((other) => other.id !== one.id && isUnsettled(other)),
    tasks,
  );

describe('matchTask, against the truth', () => {
  it('never takes a task that the submit did not make, whoever else is at work', () => {
    const worlds = world((status) => status);
    fc.assert(
      fc.property(worlds, (truth) => {
        const tasks = listOf(truth, truth.hidden);
        for (const one of truth.submits.filter(isUnsettled)) {
          const finding = find(truth, one, tasks);
          if (finding.kind === 'found') expect(finding.task.taskId).toBe(one.made?.taskId);
        }
      }),
      { numRuns: 3000 },
    );
  });

  it('finds or keeps every video that was paid, and nobody else’s, once all has ended', () => {
    const nothingHidden = new Set<string>();
    const worlds = world((status) => (status === 'over' ? 'over' : 'SUCCEEDED'));
    fc.assert(
      fc.property(worlds, (truth) => {
        const tasks = listOf(truth, nothingHidden);
        const lost = truth.submits.filter(isUnsettled);
        for (const listed of tasks.filter((one) => one.claimedBy === null)) {
          const owner = lost.find(({ made }) => made === listed);
          const isFound = lost.some((one) => {
            const finding = find(truth, one, tasks);
            return finding.kind === 'found' && finding.task === listed;
          });
          const isKept = isWorthKeeping(listed, lost, []);
          if (owner && listed.status === 'SUCCEEDED') expect(isFound || isKept).toBe(true);
          if (!owner) expect(isFound).toBe(false);
          if (!listed.isOurs) expect(isKept).toBe(false);
        }
      }),
      { numRuns: 3000 },
    );
  });

  it('finds every task whose prompt nobody else of that minute has', () => {
    const worlds = world(() => 'SUCCEEDED');
    fc.assert(
      fc.property(worlds, (truth) => {
        const unique = truth.submits.map((one, index) => {
          const prompt = `video ${index}`;
          return { ...one, prompt, made: one.made && { ...one.made, prompt } };
        });
        const telling = { ...truth, submits: unique };
        const tasks = listOf(telling, new Set());
        for (const one of unique.filter(isUnsettled)) {
          const finding = find(telling, one, tasks);
          expect(finding.kind).toBe(one.made ? 'found' : 'none');
        }
      }),
      { numRuns: 1000 },
    );
  });
});
