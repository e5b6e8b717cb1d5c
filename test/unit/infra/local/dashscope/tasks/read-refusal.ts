import { createVirtualTwin } from '../virtual-twin.ts';

type SubmitCall = Parameters<ReturnType<typeof createVirtualTwin>['submit']>[1];

/** What a fresh twin says to a submit. */
export async function readRefusal(body: unknown, call: SubmitCall = {}) {
  const response = await createVirtualTwin().submit(body, call);
  return {
    status: response.status,
    ...((await response.json()) as { code: string; message: string }),
  };
}
