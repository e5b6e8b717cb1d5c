import * as z from 'zod';
import { loggerOf } from '../../shared/runtime/logger.ts';
import { realWorld, type World } from '../../shared/runtime/world.ts';

/** What S3 tells of an object that was created. */
const Created = z.object({
  detail: z.object({
    bucket: z.object({ name: z.string() }),
    object: z.object({ key: z.string() }),
  }),
});

/** Whoever gave something up has left a letter in S3; here it becomes a number that rings, and a line that says where. */
export const createHandler = (world: World) => async (event: unknown) => {
  const { bucket, object } = Created.parse(event).detail;
  const where = { event: 'dead_letter.written', bucket: bucket.name, key: object.key };
  loggerOf(world).measure({ DeadLetters: 1 }, where);
};

export const handler = createHandler(realWorld());
