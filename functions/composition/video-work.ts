import { SFNClient } from '@aws-sdk/client-sfn';
import { Tasks } from '../../shared/dashscope/tasks.ts';
import { MediaCarrier } from '../../shared/media/carrier.ts';
import { createDownload } from '../../shared/media/download.ts';
import type { World } from '../../shared/runtime/world.ts';
import type { SubmitWork } from '../../shared/video/prepare-submit.ts';
import type { AnnouncingVideoWork } from '../../shared/video/workflow.ts';
import { announcerOf } from './announcer.ts';
import { carrierOf } from './carrier.ts';
import { composeProvider } from './provider.ts';
import { composeVideoCatalogue } from './video-catalogue.ts';

/** What the steps of the video workflow work with. */
export function composeVideoWork(world: World) {
  const provider = composeProvider(world);
  const { send, trustedOrigins } = provider;
  const download = createDownload({ trustedOrigins, fetch: world.fetch });
  return { ...provider, tasks: new Tasks(send), download };
}

/** The same for the step that hands a job to the provider. */
export function composeSubmitWork(world: World): SubmitWork {
  const work = composeVideoWork(world);
  const media = new MediaCarrier(carrierOf(world, work));
  return { ...work, media, catalogue: composeVideoCatalogue(world) };
}

/** The same for the steps that may have news to tell. */
export function composeAnnouncingVideoWork(world: World): AnnouncingVideoWork {
  const work = composeVideoWork(world);
  return { ...work, announcer: announcerOf(world, work, new SFNClient(world.aws)) };
}
