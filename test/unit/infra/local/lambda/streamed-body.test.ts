import { describe, expect, it } from 'vitest';
import { StreamedBody } from '../../../../../infra/local/lambda/streamed-body.ts';

function startBody() {
  let taken = 0;
  const body = new StreamedBody(() => {
    taken += 1;
  }, 10);
  return { body, taken: () => taken };
}

describe('StreamedBody', () => {
  it('takes chunks at once while there is room', () => {
    const { body, taken } = startBody();
    body.push(new Uint8Array(4));
    body.push(new Uint8Array(4));
    expect(taken()).toBe(2);
  });

  it('takes a chunk that fills it only when the reader has caught up', async () => {
    const { body, taken } = startBody();
    body.push(new Uint8Array(12));
    expect(taken()).toBe(0);
    await body.readable.getReader().read();
    expect(taken()).toBe(1);
  });

  it('takes and drops everything once the reader has gone', async () => {
    const { body, taken } = startBody();
    body.push(new Uint8Array(12));
    await body.readable.cancel();
    expect(taken()).toBe(1);
    body.push(new Uint8Array(100));
    expect(taken()).toBe(2);
    body.end();
  });

  it('ends with what was pushed', async () => {
    const { body } = startBody();
    body.push(Uint8Array.from([1, 2]));
    body.end();
    expect([...(await new Response(body.readable).bytes())]).toEqual([1, 2]);
  });

  it('ends with the failure', async () => {
    const { body } = startBody();
    body.fail(new Error('broken'));
    await expect(new Response(body.readable).bytes()).rejects.toThrow('broken');
  });
});
