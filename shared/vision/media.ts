import { type VisionRequest, visionMediaFields } from '../contract/vision.ts';
import type { MediaInput } from '../media/delivery.ts';
import type { MediaLimits } from '../media/limits.ts';
import type { VisionModel } from './models.ts';

export type VisionMediaField = (typeof visionMediaFields)[number];

/** The field that carries the media: there is exactly one. */
export function mediaFieldOf(request: VisionRequest): VisionMediaField {
  return visionMediaFields.find((field) => request[field] !== undefined) ?? 'image';
}

/** Every medium of a request with what the model takes there. */
export function mediaOf(request: VisionRequest, model: VisionModel): MediaInput[] {
  const field = mediaFieldOf(request);
  const limits = limitsOf(field, model);
  const value = request[field];
  if (value === undefined || !limits) return [];
  if (typeof value === 'string') return [{ value, pointer: `/${field}`, limits }];
  return value.map((one, index) => ({ value: one, pointer: `/${field}/${index}`, limits }));
}

function limitsOf(field: VisionMediaField, { image, video }: VisionModel): MediaLimits | null {
  return field === 'video' ? video : image;
}
