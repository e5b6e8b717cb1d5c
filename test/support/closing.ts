import type { JobReference } from '../../shared/storage/keys.ts';
import { closeVideo, type VideoCloser } from '../../shared/video/close-video.ts';

/** Whatever has to know how a job is closed: here every job is a video. */
export function withClose<Work extends VideoCloser>(work: Work) {
  return { ...work, close: (job: JobReference) => closeVideo(work, job) };
}
