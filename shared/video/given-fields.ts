import type { CreateVideoRequest } from '../contract/video.ts';
import type { Fields } from './models/video-model.ts';

/** The fields of a request that go to a model; `null` is a field that is there and wrong in itself, which is told already. */
export type GivenFields = Readonly<Record<string, unknown>>;

/** An element of the provider's `media[]`, wherever the caller wrote it. */
export type MediaElement = {
  readonly type: string;
  readonly url: string;
  readonly voice?: string;
  /** Where the element, its URL and its voice stand in the request. */
  readonly pointers: { readonly element: string; readonly url: string; readonly voice: string };
};

/** Fields that are ours, not the model's. */
const serviceFields = new Set([
  'mode',
  'model',
  'deadline_seconds',
  'metadata',
  'reference_image',
  'task_id',
  'webhook_url',
]);

/** Both names of the first frame are one field. */
export function givenFields(request: GivenFields): GivenFields {
  const { reference_image } = request;
  const own = Object.entries(request).filter(
    ([name, value]) => !serviceFields.has(name) && value !== undefined,
  );
  const alias = reference_image !== undefined && { img_url: reference_image };
  return { ...alias, ...Object.fromEntries(own) };
}

/** Flat fields that a model takes as elements of `media[]`, and those elements that the caller wrote as such. */
export function mediaElements(fields: Fields, given: GivenFields): MediaElement[] {
  const flat = Object.entries(given).flatMap(([name, value]) => {
    const type = elementType(fields, name);
    if (type === undefined || typeof value !== 'string') return [];
    return [{ type, url: value, pointers: pointersAt(`/${name}`, '') }];
  });
  return [...flat, ...listedElements(given)];
}

/** The `media[]` of a request as it is written. */
export function listedElements({ media }: GivenFields): MediaElement[] {
  const listed = media as CreateVideoRequest['media'] | null;
  return (listed ?? []).map(({ type, url, reference_voice }, index) => ({
    type,
    url,
    voice: reference_voice,
    pointers: pointersAt(`/media/${index}`, '/url'),
  }));
}

/** The type of element that a flat field becomes; `undefined` for every other field. */
export function elementType(fields: Fields, name: string): string | undefined {
  const place = fields[name]?.place;
  return place?.startsWith('media/') ? place.slice('media/'.length) : undefined;
}

function pointersAt(element: string, url: string): MediaElement['pointers'] {
  return { element, url: `${element}${url}`, voice: `${element}/reference_voice` };
}

/** Whether a field is there: an empty text says nothing, and `media` or `media/x` is any such element. */
export function isGiven(fields: Fields, given: GivenFields, name: string): boolean {
  if (name === 'media') return mediaElements(fields, given).length > 0;
  if (name.startsWith('media/'))
    return mediaElements(fields, given).some(({ type }) => `media/${type}` === name);
  return given[name] !== undefined && given[name] !== '';
}
