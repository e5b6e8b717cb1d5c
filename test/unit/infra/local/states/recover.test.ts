import {
  appendFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { JournalError, readJournal } from '../../../../../infra/local/states/journal.ts';
import { engineWith, executionArn, machineArn, oneTask, pass } from './machines.ts';

describe('an engine with a journal', () => {
  let directory: string;
  let journalFile: string;

  beforeEach(() => {
    vi.useFakeTimers();
    directory = mkdtempSync(join(tmpdir(), 'journal-'));
    journalFile = join(directory, 'states', 'journal.jsonl');
  });
  afterEach(() => {
    vi.useRealTimers();
    rmSync(directory, { recursive: true });
  });

  const never = { invokeFunction: () => new Promise<never>(() => undefined) };

  /** An engine that dies with one execution done and one running. */
  async function dieHalfway(): Promise<void> {
    const done = engineWith(oneTask(), { journalFile });
    done.start('done', { a: 1 });
    await pass(0);
    done.engine.close();
    engineWith(oneTask(), { journalFile, ...never }).start('running', { b: 2 });
  }

  it('describes what earlier processes ran, and keeps the names taken', async () => {
    await dieHalfway();
    const { start, describeExecution, perform } = engineWith(oneTask(), { journalFile });
    expect(describeExecution('done')).toMatchObject({ status: 'SUCCEEDED', output: '{"a":1}' });
    expect(describeExecution('running')).toMatchObject({
      status: 'ABORTED',
      error: 'Platform.Stopped',
      input: '{"b":2}',
    });
    const taken = expect.objectContaining({ code: 'ExecutionAlreadyExists' });
    expect(() => start('done', { a: 1 })).toThrow(taken);
    expect(() => start('running', { b: 2 })).toThrow(taken);
    const { executions } = perform('ListExecutions', { stateMachineArn: machineArn });
    expect(executions).toMatchObject([{ name: 'running' }, { name: 'done' }]);
  });

  it('announces what was interrupted when asked to, once', async () => {
    await dieHalfway();
    const { engine, events } = engineWith(oneTask(), { journalFile });
    expect(events).toEqual([]);
    engine.reportInterrupted();
    engine.reportInterrupted();
    expect(events.map(({ detail }) => [detail.name, detail.status, detail.error])).toEqual([
      ['running', 'ABORTED', 'Platform.Stopped'],
    ]);
    engine.close();
    const next = engineWith(oneTask(), { journalFile });
    next.engine.reportInterrupted();
    expect(next.events).toEqual([]);
  });

  it('announces again when it died before it could', async () => {
    await dieHalfway();
    engineWith(oneTask(), { journalFile });
    const { engine, events } = engineWith(oneTask(), { journalFile });
    engine.reportInterrupted();
    expect(events).toHaveLength(1);
  });

  it('counts executions that a clean close left running as interrupted', async () => {
    const { engine, start } = engineWith(oneTask(), { journalFile, ...never });
    start('running');
    engine.close();
    await pass(0);
    expect(readJournal(journalFile)).toMatchObject([{ start: { name: 'running' } }]);
    expect(readJournal(journalFile)[0]?.end).toBeUndefined();
  });

  it('drops the half line of a killed process', async () => {
    await dieHalfway();
    appendFileSync(journalFile, '{"type":"end","execut');
    const { describeExecution, start, engine } = engineWith(oneTask(), { journalFile });
    expect(describeExecution('running')).toMatchObject({ status: 'ABORTED' });
    start('later');
    engine.close();
    expect(readJournal(journalFile)).toHaveLength(3);
  });

  it('refuses a journal it cannot read, naming the line', async () => {
    await dieHalfway();
    const [first, ...others] = readFileSync(journalFile, 'utf8').split('\n');
    writeFileSync(journalFile, [first, 'nonsense', ...others].join('\n'));
    expect(() => engineWith(oneTask(), { journalFile })).toThrow(JournalError);
    expect(() => engineWith(oneTask(), { journalFile })).toThrow(/journal\.jsonl:2 /);
  });

  it('keeps the last ten thousand executions, in a file of its owner', () => {
    const start = (index: number) => ({
      type: 'start',
      executionArn: executionArn(`e${index}`),
      stateMachineArn: machineArn,
      name: `e${index}`,
      input: '{}',
      startDate: index,
    });
    const end = (index: number) => ({
      type: 'end',
      executionArn: executionArn(`e${index}`),
      status: 'SUCCEEDED',
      stopDate: index,
      output: '{}',
    });
    engineWith(oneTask(), { journalFile }).engine.close();
    const numbers = Array.from({ length: 10_001 }, (_, index) => index);
    const lines = numbers.flatMap((index) => [start(index), end(index)]);
    writeFileSync(journalFile, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    engineWith(oneTask(), { journalFile }).engine.close();
    const kept = readJournal(journalFile);
    expect(kept).toHaveLength(10_000);
    expect(kept[0]?.start.name).toBe('e1');
    expect(readFileSync(journalFile, 'utf8').split('\n')).toHaveLength(20_001);
    expect(statSync(journalFile).mode & 0o777).toBe(0o600);
  });
});
