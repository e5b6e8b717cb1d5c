import { describe, expect, it } from 'vitest';
import { ConnectionResetError } from '../../../../../../infra/local/dashscope/route.ts';
import { createVirtualTwin, textRequest } from '../virtual-twin.ts';

describe('a broken submit', () => {
  it('reset_before_accept makes no task', async () => {
    const twin = createVirtualTwin();
    await twin.inject({ kind: 'reset_before_accept' });
    await expect(twin.submit(textRequest())).rejects.toThrow(ConnectionResetError);
    expect(await twin.tasks()).toEqual([]);
  });

  it('reset_after_accept makes a task that the caller never hears of', async () => {
    const twin = createVirtualTwin();
    await twin.inject({ kind: 'reset_after_accept' }, { times: 1 });
    await expect(twin.submit(textRequest('mine'))).rejects.toThrow(ConnectionResetError);
    expect(await twin.tasks()).toMatchObject([{ prompt: 'mine', status: 'RUNNING' }]);
    expect(await twin.requests()).toMatchObject([{ method: 'POST', status: null }]);
  });

  it.each([
    [{}, 504],
    [{ status: 500 }, 500],
  ])('status_after_accept with %j makes a task and answers %i', async (details, status) => {
    const twin = createVirtualTwin();
    await twin.inject({ kind: 'status_after_accept', ...details });
    expect((await twin.submit(textRequest())).status).toBe(status);
    expect(await twin.tasks()).toHaveLength(1);
  });

  it('wrong_body answers 200 with a page, and the task exists', async () => {
    const twin = createVirtualTwin();
    await twin.inject({ kind: 'wrong_body' });
    const response = await twin.submit(textRequest());
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('<html>');
    expect(await twin.tasks()).toHaveLength(1);
  });

  it('wrong_body can be any text', async () => {
    const twin = createVirtualTwin();
    const id = await twin.accept(textRequest());
    await twin.inject({ kind: 'wrong_body', body: '{"output":{}}' }, { path: '/tasks/' });
    expect(await twin.poll(id)).toEqual({ output: {} });
  });

  it('delay waits before the work is done', async () => {
    const twin = createVirtualTwin();
    await twin.inject({ kind: 'delay', seconds: 30 });
    await twin.accept(textRequest());
    expect(twin.waited).toEqual([30_000]);
  });

  it('faults after the work are met by writes only', async () => {
    const twin = createVirtualTwin();
    const id = await twin.accept(textRequest());
    await twin.inject({ kind: 'status_after_accept' });
    expect((await twin.send(`/api/v1/tasks/${id}`)).status).toBe(200);
  });

  it('a cancel can be lost after it was done', async () => {
    const twin = createVirtualTwin();
    const id = await twin.accept(textRequest('[[twin:slow_pending seconds=60]]'));
    await twin.inject({ kind: 'reset_after_accept' }, { path: '/cancel' });
    await expect(twin.post(`/api/v1/tasks/${id}/cancel`)).rejects.toThrow(ConnectionResetError);
    expect((await twin.poll(id)).output.task_status).toBe('CANCELED');
  });
});
