import { realWorld, type World } from '../../shared/runtime/world.ts';
import { runUpload } from '../../shared/uploads/run-upload.ts';
import { UploadEvent } from '../../shared/uploads/upload-event.ts';
import { composeCommandWork } from '../composition/command-work.ts';
import { eventHandler } from '../edge/event.ts';

export const createHandler = (world: World) =>
  eventHandler(world, composeCommandWork, (work, event) =>
    runUpload(work, UploadEvent.parse(event)),
  );

export const handler = createHandler(realWorld());
