import { Tasks } from '../../shared/dashscope/tasks.ts';
import { MediaCarrier } from '../../shared/media/carrier.ts';
import { createDownload } from '../../shared/media/download.ts';
import type { World } from '../../shared/runtime/world.ts';
import type { SubmitWork } from '../../shared/video/prepare-submit.ts';
import type { AnnouncingVideoWork, VideoWork } from '../../shared/video/workflow.ts';
import { composeAnnouncer } from './announcer.ts';
import { composeCarrier } from './carrier.ts';
import { composeProvider } from './provider.ts';
import { composeVideoCatalogue } from './video-catalogue.ts';

/** What the steps of the video workflow work with. */
export function composeVideoWork(world: World): VideoWork {
  const { send, trustedOrigins, ...provider } = composeProvider(world);
  const download = createDownload({ trustedOrigins, fetch: world.fetch });
  return { ...provider, tasks: new Tasks(send), download };
}

/** The same for the step that hands a job to the provider. */
export function composeSubmitWork(world: World): SubmitWork {
  const media = new MediaCarrier(composeCarrier(world).carrier);
  return { ...composeVideoWork(world), media, catalogue: composeVideoCatalogue(world) };
}

/** The same for the steps that may have news to tell. */
export function composeAnnouncingVideoWork(world: World): AnnouncingVideoWork {
  return { ...composeVideoWork(world), announcer: composeAnnouncer(world) };
}
