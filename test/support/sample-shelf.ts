import { encodeVideo } from '../../infra/local/dashscope/media/encode-video.ts';
import { samplePicture, sampleWav } from '../unit/infra/local/dashscope/media/sample-media.ts';
import type { MediaShelf } from '../unit/infra/local/dashscope/virtual-twin.ts';

/** What the addresses of video-samples.ts lead to. */
export async function sampleShelf(): Promise<MediaShelf> {
  const clip = await encodeVideo({ width: 480, height: 640, seconds: 3, sound: false });
  return {
    'picture.jpg': { bytes: await samplePicture('jpeg', 750, 1000, '#cc2200'), mime: 'image/jpeg' },
    'clip.mp4': { bytes: clip, mime: 'video/mp4' },
    'voice.wav': { bytes: sampleWav(5), mime: 'audio/wav' },
  };
}
