import { describe, expect, it } from 'vitest';
import {
  isWorthKeeping,
  type ListedTask,
  matchTask,
  type UnsettledSubmit,
} from '../../../../shared/video/match-task.ts';

const start = Date.UTC(2026, 10, 21, 4);

const submit = (facts: Partial<UnsettledSubmit> = {}): UnsettledSubmit => ({
  id: 'mine',
  at: start,
  prompt: 'a cat',
  requestId: null,
  ...facts,
});
const rival = (facts: Partial<UnsettledSubmit> = {}) => submit({ id: 'other', ...facts });
const task = (facts: Partial<ListedTask> = {}): ListedTask => ({
  taskId: 't1',
  createdAt: start + 1000,
  status: 'SUCCEEDED',
  requestId: 'r1',
  claimedBy: null,
  isOurs: true,
  prompt: 'a cat',
  ...facts,
});

type Row = readonly [
  name: string,
  finding: string,
  submit: UnsettledSubmit,
  rivals: readonly UnsettledSubmit[],
  tasks: readonly ListedTask[],
];

describe('matchTask', () => {
  const rows: readonly Row[] = [
    ['the only finished task with its prompt', 't1', submit(), [], [task()]],
    ['a task of a model that shows no prompt', 't1', submit(), [], [task({ prompt: null })]],
    [
      'a task that shows the beginning of a prompt that was too long',
      't1',
      submit({ prompt: 'a cat '.repeat(300) }),
      [],
      [task({ prompt: 'a cat '.repeat(250).trim() })],
    ],
    [
      'no task that shows the beginning of two prompts that were too long',
      'none',
      submit({ prompt: 'a cat '.repeat(300) }),
      [rival({ prompt: 'a cat '.repeat(280) })],
      [task({ prompt: 'a cat '.repeat(250).trim() })],
    ],
    [
      'no task whose short prompt is the beginning of its own',
      'none',
      submit({ prompt: 'a cat sleeps' }),
      [],
      [task()],
    ],
    ['a claim of its own', 't1', submit(), [rival()], [task({ claimedBy: 'mine', prompt: null })]],
    [
      'its request id, whoever else could be meant',
      't1',
      submit({ requestId: 'r1' }),
      [rival()],
      [
        task({ status: 'RUNNING', prompt: null, isOurs: null }),
        task({ taskId: 't2', requestId: 'r2' }),
      ],
    ],
    ['nothing', 'none', submit(), [], []],
    [
      'a task that has not finished',
      'undecided',
      submit(),
      [],
      [task({ status: 'RUNNING', prompt: null })],
    ],
    [
      'a finished task that nobody has looked at',
      'none',
      submit(),
      [],
      [task({ prompt: undefined })],
    ],
    ['a task that made nothing', 'none', submit(), [], [task({ status: 'over', prompt: null })]],
    ['another prompt', 'none', submit(), [], [task({ prompt: 'a dog' })]],
    ['a prompt where it had none', 'none', submit({ prompt: null }), [], [task()]],
    ['a task of another key', 'none', submit(), [], [task({ isOurs: false })]],
    ['a task while no key is known', 'none', submit(), [], [task({ isOurs: null })]],
    ['another job’s task', 'none', submit(), [], [task({ claimedBy: 'other' })]],
    ['two tasks alike', 'none', submit(), [], [task(), task({ taskId: 't2' })]],
    [
      'a rival that could have made it',
      'none',
      submit(),
      [rival({ at: start - 60_000 })],
      [task()],
    ],
    [
      'a rival whose prompt is forgotten',
      'none',
      submit(),
      [rival({ prompt: undefined })],
      [task()],
    ],
    ['a rival with another prompt', 't1', submit(), [rival({ prompt: 'a dog' })], [task()]],
    ['a rival of another time', 't1', submit(), [rival({ at: start + 60_000 })], [task()]],
    [
      'a rival that has its own task',
      't1',
      submit(),
      [rival({ requestId: 'r2' })],
      [task(), task({ taskId: 't2', requestId: 'r2' })],
    ],
    [
      'a task that is a rival’s by its request id',
      'none',
      submit(),
      [rival({ requestId: 'r1' })],
      [task()],
    ],
    ['a task just too old', 'none', submit(), [], [task({ createdAt: start - 30_001 })]],
    [
      'a task as old as clocks may differ',
      't1',
      submit(),
      [],
      [task({ createdAt: start - 30_000 })],
    ],
    ['a task as young as can be', 't1', submit(), [], [task({ createdAt: start + 630_000 })]],
    ['a task just too young', 'none', submit(), [], [task({ createdAt: start + 630_001 })]],
  ];
  it.each(rows)('%s: %s', (_name, expected, own, rivals, tasks) => {
    const finding = matchTask(own, rivals, tasks);
    expect(finding.kind === 'found' ? finding.task.taskId : finding.kind).toBe(expected);
  });
});

describe('isWorthKeeping', () => {
  const rows: readonly [string, boolean, ListedTask, UnsettledSubmit[], UnsettledSubmit[]][] = [
    ['what a lost submit may have made', true, task(), [submit()], []],
    ['what two lost submits may have made', true, task(), [submit(), rival()], []],
    ['what an open submit may still turn out to have made', false, task(), [submit()], [rival()]],
    ['what no lost submit can have made', false, task({ prompt: 'a dog' }), [submit()], []],
    ['what is not finished', false, task({ status: 'RUNNING' }), [submit()], []],
    ['what another key made', false, task({ isOurs: false }), [submit()], []],
    ['the very prompt while no key is known', true, task({ isOurs: null }), [submit()], []],
    [
      'no prompt while no key is known',
      false,
      task({ isOurs: null, prompt: null }),
      [submit()],
      [],
    ],
    ['what is a job’s', false, task({ claimedBy: 'other' }), [submit()], []],
  ];
  it.each(rows)('%s: %s', (_name, expected, one, lost, open) => {
    expect(isWorthKeeping(one, lost, open)).toBe(expected);
  });
});
