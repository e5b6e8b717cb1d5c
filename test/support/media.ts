import { readFileSync } from 'node:fs';
import { ALL_FORMATS, BufferSource, Input } from 'mediabunny';

/** A photograph of a rocket, JPEG. */
export function photo(): Uint8Array<ArrayBuffer> {
  return new Uint8Array(
    readFileSync(new URL('../../infra/local/demo/rocket.jpg', import.meta.url)),
  );
}

/** What a player finds in a video: size in pixels, length in seconds. */
export async function probeVideo(bytes: Uint8Array<ArrayBuffer>) {
  const input = new Input({ formats: ALL_FORMATS, source: new BufferSource(bytes) });
  const track = await input.getPrimaryVideoTrack();
  const seconds = await input.computeDuration();
  return { width: track?.displayWidth, height: track?.displayHeight, seconds };
}
