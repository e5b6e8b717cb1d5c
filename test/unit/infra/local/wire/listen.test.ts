import { createServer } from 'node:http';
import { expect, it } from 'vitest';
import { closeServer, listen } from '../../../../../infra/local/wire/listen.ts';

it('moves to a free port when the wanted one is taken', async () => {
  const [first, second] = [createServer(), createServer()];
  const taken = await listen(first, 0);
  const moved = await listen(second, taken);
  expect(moved).not.toBe(taken);
  await closeServer(first);
  await closeServer(second);
});
