import h264 from 'h264-mp4-encoder';
import { drawFrames, framesPerSecond, type Scene } from './scene.ts';

const fastest = 10;
const quantization = 33;

/** One second of the scene as a small MP4 of a single group of pictures, so that it can be repeated. */
export async function encodeSecond(scene: Scene): Promise<Uint8Array> {
  const encoder = await h264.createH264MP4Encoder();
  encoder.width = scene.width;
  encoder.height = scene.height;
  encoder.frameRate = framesPerSecond;
  encoder.groupOfPictures = framesPerSecond;
  encoder.speed = fastest;
  encoder.quantizationParameter = quantization;
  encoder.initialize();
  for (const frame of drawFrames(scene)) encoder.addFrameYuv(frame);
  encoder.finalize();
  const video = encoder.FS.readFile(encoder.outputFilename);
  encoder.delete();
  return video;
}
