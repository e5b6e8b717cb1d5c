import { registerAacEncoder } from '@mediabunny/aac-encoder';
import {
  AudioSample,
  AudioSampleSource,
  BufferSource,
  BufferTarget,
  type EncodedPacket,
  EncodedPacketSink,
  EncodedVideoPacketSource,
  Input,
  MP4,
  Mp4OutputFormat,
  Output,
  QUALITY_LOW,
} from 'mediabunny';
import { framesPerSecond, type Scene } from './scene.ts';

const sampleRate = 48_000;
const toneHertz = 440;

/** Repeats one encoded second until the scene's length is reached, and adds a beep a second when it has sound. */
export async function muxVideo(scene: Scene, second: Uint8Array): Promise<Uint8Array> {
  const target = new BufferTarget();
  const output = new Output({ format: new Mp4OutputFormat({ fastStart: 'in-memory' }), target });
  const video = new EncodedVideoPacketSource('avc');
  const audio = new AudioSampleSource({ codec: 'aac', quality: QUALITY_LOW });
  output.addVideoTrack(video, { frameRate: framesPerSecond });
  if (scene.sound) {
    registerAacEncoder();
    output.addAudioTrack(audio);
  }
  output.setMetadataTags({ comment: scene.colour });
  await output.start();
  await repeatPackets(second, Math.round(scene.seconds * framesPerSecond), video);
  if (scene.sound) await addBeeps(scene.seconds, audio);
  await output.finalize();
  if (!target.buffer) throw new Error('The muxer wrote nothing');
  return new Uint8Array(target.buffer);
}

/** The encoder marks every frame as a key frame, so what each really is must be read from it. */
async function repeatPackets(
  second: Uint8Array,
  frames: number,
  video: EncodedVideoPacketSource,
): Promise<void> {
  const track = await new Input({
    source: new BufferSource(second),
    formats: [MP4],
  }).getPrimaryVideoTrack();
  const decoderConfig = await track?.getDecoderConfig();
  if (!track || !decoderConfig) throw new Error('The encoder wrote no video track');
  const group: EncodedPacket[] = [];
  for await (const packet of new EncodedPacketSink(track).packets()) {
    const type = (await track.determinePacketType(packet)) ?? packet.type;
    group.push(packet.clone({ type }));
  }
  for (let frame = 0; frame < frames; frame += 1) {
    const timing = { timestamp: frame / framesPerSecond, duration: 1 / framesPerSecond };
    const packet = group[frame % group.length]?.clone({ ...timing, sequenceNumber: frame });
    if (packet) await video.add(packet, { decoderConfig });
  }
  video.close();
}

async function addBeeps(seconds: number, audio: AudioSampleSource): Promise<void> {
  const beep = drawBeep();
  for (let second = 0; second < seconds; second += 1) {
    const frames = Math.round(Math.min(1, seconds - second) * sampleRate);
    const data = beep.subarray(0, frames);
    const shape = { format: 'f32', numberOfChannels: 1, sampleRate } as const;
    const sample = new AudioSample({ ...shape, data, timestamp: second });
    await audio.add(sample);
    sample.close();
  }
  audio.close();
}

/** A second that begins with a tone of a tenth, faded out so that it does not click. */
function drawBeep(): Float32Array {
  const samples = new Float32Array(sampleRate);
  const length = sampleRate / 10;
  for (let at = 0; at < length; at += 1) {
    samples[at] = 0.3 * (1 - at / length) * Math.sin((2 * Math.PI * toneHertz * at) / sampleRate);
  }
  return samples;
}
