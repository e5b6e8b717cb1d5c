/** The wanted video: sides in pixels, length in seconds, tint as `#rrggbb`. */
export type VideoOptions = {
  readonly width: number;
  readonly height: number;
  readonly seconds: number;
  readonly colour?: string;
  readonly sound: boolean;
};

/** What one video shows: the options with even sides and a tint in lower case. */
export type Scene = Required<VideoOptions>;

export const framesPerSecond = 30;

const defaultColour = '#4a6fa5';

type Yuv = { readonly luma: number; readonly blueness: number; readonly redness: number };

/** Settles what the options leave open; throws RangeError for what no encoder could draw. */
export function sceneOf(options: VideoOptions): Scene {
  const { seconds, sound } = options;
  const colour = (options.colour ?? defaultColour).toLowerCase();
  if (!/^#[0-9a-f]{6}$/.test(colour)) throw new RangeError(`Not a colour: ${colour}`);
  if (!(seconds > 0)) throw new RangeError(`Not a length: ${seconds} s`);
  return {
    width: evenSide(options.width),
    height: evenSide(options.height),
    seconds,
    colour,
    sound,
  };
}

function evenSide(pixels: number): number {
  if (!(pixels >= 16)) throw new RangeError(`Not a side: ${pixels} pixels`);
  return Math.floor(pixels / 2) * 2;
}

/**
 * One second of planar 4:2:0 frames: the tint, darker towards the bottom, and a bar that sweeps across once. Every frame
 * is the same array, drawn anew: thirty of them would take 93 MB at 1080P.
 */
export function* drawFrames(scene: Scene): Generator<Uint8Array> {
  const background = drawBackground(scene);
  const picture = new Uint8Array(background.byteLength);
  const barWidth = Math.max(2, Math.floor(scene.width / 24));
  for (let frame = 0; frame < framesPerSecond; frame += 1) {
    picture.set(background);
    const left = Math.floor((frame / framesPerSecond) * (scene.width - barWidth));
    for (let row = 0; row < scene.height; row += 1) {
      const start = row * scene.width + left;
      picture.fill(235, start, start + barWidth);
    }
    yield picture;
  }
}

function drawBackground({ width, height, colour }: Scene): Uint8Array {
  const { luma, blueness, redness } = yuvOf(colour);
  const pixels = width * height;
  const picture = new Uint8Array((pixels * 3) / 2);
  for (let row = 0; row < height; row += 1) {
    const shade = Math.round(luma * (1 - (0.25 * row) / height));
    picture.fill(Math.max(16, shade), row * width, (row + 1) * width);
  }
  picture.fill(blueness, pixels, pixels + pixels / 4);
  picture.fill(redness, pixels + pixels / 4);
  return picture;
}

/** ITU-R BT.601, studio range. */
function yuvOf(colour: string): Yuv {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) =>
    Number.parseInt(colour.slice(at, at + 2), 16),
  );
  return {
    luma: 16 + 0.257 * red + 0.504 * green + 0.098 * blue,
    blueness: Math.round(128 - 0.148 * red - 0.291 * green + 0.439 * blue),
    redness: Math.round(128 + 0.439 * red - 0.368 * green - 0.071 * blue),
  };
}
