import type { MediaLimits } from './models/media-limits.ts';
import type { VideoModel, VideoRequest } from './models/video-model.ts';

/** One medium that a request names. */
export type MediaReference = {
  readonly role: string;
  readonly url: string;
  readonly limits: MediaLimits;
};

type MediaElement = {
  readonly type: string;
  readonly url: string;
  readonly reference_voice?: string;
};

/** Every medium of a request in order, whether it stands in a field of its own or in `media[]`. */
export function listRequestMedia(model: VideoModel, request: VideoRequest): MediaReference[] {
  const fromFields = Object.keys(model.roles).flatMap((role) =>
    [request.input[role]].flat().map((url) => ({ role, url })),
  );
  const elements = (request.input.media ?? []) as readonly MediaElement[];
  const fromList = elements.flatMap((element) => [
    { role: element.type, url: element.url },
    { role: 'reference_voice', url: element.reference_voice },
  ]);
  return [...fromFields, ...fromList].flatMap(({ role, url }) => {
    const limits = model.roles[role];
    return typeof url === 'string' && limits ? [{ role, url, limits }] : [];
  });
}
