import { picture } from '../../../support/sample-parts.ts';
import { modelSamples } from '../../../support/video-samples.ts';
import { mediaLimits, vaceLimits } from './documented-lists.ts';
import { field, type Limit, text } from './limit-of-field.ts';

const seconds2to15 = [
  [2, 15],
  [1, 16, 0, -1],
] as const;
const seconds3to15 = [
  [3, 15],
  [2, 16, 0],
] as const;
const fiveOrTen = [
  [5, 10],
  [4, 6, 9, 11],
] as const;
const five = [[5], [4, 6, 0]] as const;

const durations: [model: string, within: readonly number[], beyond: readonly number[]][] = [
  ['wan2.6-t2v', ...seconds2to15],
  ['wan2.6-t2v-us', ...fiveOrTen],
  ['wan2.5-t2v-preview', ...fiveOrTen],
  ['wan2.2-t2v-plus', ...five],
  ['wan2.1-t2v-turbo', ...five],
  ['wan2.1-t2v-plus', ...five],
  ['wan2.6-i2v-flash', ...seconds2to15],
  ['wan2.6-i2v', ...seconds2to15],
  ['wan2.6-i2v-us', [5, 10, 15], [4, 6, 14, 16]],
  ['wan2.5-i2v-preview', ...fiveOrTen],
  ['wan2.2-i2v-flash', ...five],
  ['wan2.2-i2v-plus', ...five],
  ['wan2.1-i2v-turbo', [3, 4, 5], [2, 6]],
  ['wan2.1-i2v-plus', ...five],
  ['wan2.2-kf2v-flash', ...five],
  ['wan2.1-kf2v-plus', ...five],
  ['wan2.6-r2v', [2, 10], [1, 11]],
  ['wan2.6-r2v-flash', [2, 10], [1, 11]],
  ['wan2.1-vace-plus', ...five],
  ['wan2.7-t2v', ...seconds2to15],
  ['wan2.7-i2v', ...seconds2to15],
  ['wan2.7-r2v', ...seconds2to15],
  ['wan2.7-videoedit', [0, 2, 10], [1, 11, -1]],
  ['wan3.0-video', [-1, 2, 30], [1, 31, 0, -2]],
  ['happyhorse-1.1-t2v', ...seconds3to15],
  ['happyhorse-1.0-i2v', ...seconds3to15],
  ['happyhorse-1.1-r2v', ...seconds3to15],
];

const prompts: [model: string, characters: number][] = [
  ['wan2.6-t2v', 1500],
  ['wan2.5-t2v-preview', 1500],
  ['wan2.2-t2v-plus', 800],
  ['wan2.1-t2v-turbo', 800],
  ['wan2.6-i2v-flash', 1500],
  ['wan2.2-i2v-plus', 800],
  ['wan2.2-kf2v-flash', 800],
  ['wan2.6-r2v', 1500],
  ['wan2.1-vace-plus', 800],
  ['wan2.7-t2v', 5000],
  ['wan2.7-i2v', 5000],
  ['wan2.7-r2v', 5000],
  ['wan2.7-videoedit', 5000],
  ['wan3.0-video', 20_000],
  ['happyhorse-1.1-t2v', 5000],
];

const required = [
  'wan2.6-t2v',
  'wan2.6-r2v',
  'wan2.1-vace-plus',
  'wan2.7-t2v',
  'happyhorse-1.1-r2v',
];

const small = ['832*480', '480*832', '624*624'];
const middle = ['1280*720', '720*1280', '960*960', '1088*832', '832*1088'];
const large = ['1920*1080', '1080*1920', '1440*1440', '1632*1248', '1248*1632'];
const noSizes = ['720P', '1280x720', '1280*721', '1104*832', ''];
const sizes: [model: string, within: readonly string[], beyond: readonly string[]][] = [
  ['wan2.6-t2v', [...middle, ...large], [...small, ...noSizes]],
  ['wan2.5-t2v-preview', [...small, ...middle, ...large], noSizes],
  ['wan2.2-t2v-plus', [...small, ...large], [...middle, ...noSizes]],
  ['wan2.1-t2v-turbo', [...small, ...middle], [...large, ...noSizes]],
  ['wan2.1-t2v-plus', middle, [...small, ...large]],
  ['wan2.6-r2v', [...middle, ...large], small],
  ['wan2.1-vace-plus', middle, [...small, ...large]],
];

const tiers: [model: string, within: readonly string[], beyond: readonly string[]][] = [
  ['wan2.6-i2v-flash', ['720P', '1080P'], ['480P', '720p', '1280*720']],
  ['wan2.5-i2v-preview', ['480P', '720P', '1080P'], ['4K']],
  ['wan2.2-i2v-flash', ['480P', '720P', '1080P'], ['360P']],
  ['wan2.2-i2v-plus', ['480P', '1080P'], ['720P']],
  ['wan2.1-i2v-turbo', ['480P', '720P'], ['1080P']],
  ['wan2.1-i2v-plus', ['720P'], ['480P', '1080P']],
  ['wan2.2-kf2v-flash', ['480P', '720P', '1080P'], ['720']],
  ['wan2.1-kf2v-plus', ['720P'], ['480P', '1080P']],
  ['wan2.7-t2v', ['720P', '1080P'], ['480P']],
  ['wan2.7-videoedit', ['720P', '1080P'], ['480P']],
  ['wan3.0-video', ['480P', '720P', '1080P'], ['1440P']],
  ['happyhorse-1.1-i2v', ['720P', '1080P'], ['480P']],
];

const five27 = ['16:9', '9:16', '1:1', '4:3', '3:4'];
const ratios: [model: string, within: readonly string[], beyond: readonly string[]][] = [
  ['wan2.7-t2v', five27, ['adaptive', '21:9']],
  ['wan2.7-r2v', five27, ['adaptive']],
  ['wan2.7-videoedit', five27, ['adaptive']],
  ['wan3.0-video', [...five27, 'adaptive'], ['21:9']],
  ['happyhorse-1.1-t2v', [...five27, '4:5', '5:4', '9:21', '21:9'], ['adaptive', '2:1']],
];

/** Every documented limit that can be told without looking into a file. */
export const documentedLimits: readonly Limit[] = [
  ...durations.map(([model, ...limits]) => field(model, 'duration', ...limits)),
  ...prompts.map(([model, most]) => field(model, 'prompt', [text(most)], [text(most + 1)])),
  ...required.map((model) => field(model, 'prompt', ['a'], ['', undefined])),
  field(
    'happyhorse-1.1-t2v',
    'prompt',
    ['马'.repeat(2500)],
    ['马'.repeat(2501), `马${text(4999)}`],
  ),
  ...['wan2.6-t2v', 'wan2.6-i2v', 'wan2.2-kf2v-flash', 'wan2.6-r2v', 'wan2.7-i2v'].map((model) =>
    field(model, 'negative_prompt', [text(500)], [text(501)]),
  ),
  ...modelSamples.map(({ model, name }) =>
    field(model, 'seed', [0, 2_147_483_647], [-1, 2_147_483_648], { sample: name }),
  ),
  ...sizes.map(([model, ...limits]) => field(model, 'size', ...limits)),
  ...tiers.map(([model, ...limits]) => field(model, 'resolution', ...limits)),
  ...ratios.map(([model, ...limits]) => field(model, 'ratio', ...limits)),
  field('wan2.6-t2v', 'shot_type', ['single', 'multi'], ['many']),
  field('wan2.6-t2v', 'prompt_extend', [true], [false], {
    shot_type: 'multi',
    pointer: '/shot_type',
  }),
  field('wan2.2-kf2v-flash', 'last_frame_url', [picture], [undefined]),
  field('wan2.7-videoedit', 'audio_setting', ['auto', 'origin'], ['mute']),
  ...mediaLimits,
  ...vaceLimits,
];
