import { lazy } from '../../shared/runtime/lazy.ts';
import { realWorld, type World } from '../../shared/runtime/world.ts';
import { sweepVideos } from '../../shared/video/sweep-videos.ts';
import { composeSweeper } from '../composition/sweeper.ts';

/** Rung once an hour; the event itself says nothing. */
export const createHandler = (world: World) => {
  const work = lazy(() => composeSweeper(world));
  return async () => sweepVideos(work());
};

export const handler = createHandler(realWorld());
