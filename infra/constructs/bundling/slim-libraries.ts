import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

const constant = /^const (\w+) = ("[^"\n]*");$/gm;
const computedKey = /\[(_\w+)\]:/g;

/**
 * The SDK writes its schemas with computed keys, `{ [_hH]: … }`, which to a bundler may have side effects, so it
 * keeps those of every operation. With the keys written out it can drop what nobody uses.
 */
export function writeOutKeys(source: string): string {
  const values = new Map([...source.matchAll(constant)].map(([, name, value]) => [name, value]));
  return source.replace(computedKey, (key, name) =>
    values.has(name) ? `${values.get(name)}:` : key,
  );
}

const registeredError = /^n\d+_registry\.registerError\(.*\);$/gm;

/**
 * A client brings a class for every error of its service, and registers it. One that is not registered becomes the
 * client's own exception with the same name, status and message, and nothing else is ever asked of an error here.
 */
export function forgetErrors(source: string): string {
  return source.replace(registeredError, '');
}

const importedNames = /^import \{[^}]*\} from/gm;
const decoderNames =
  /\b(extract(Avc|Hevc)DecoderConfigurationRecord|extract(Vp9|Prores)CodecInfoFromPacket|extractDtsFourCcFromPacket|extract(VideoCodecString|AudioCodecString|ColorSpace)|determineVideoPacketType),?/g;

/**
 * What mediabunny's `getDecoderConfig()` and `determinePacketType()` look into packets with. No function decodes
 * anything: it asks for lengths, sides and frame rates, which stand in the file's index.
 */
export function forgetDecoders(source: string): string {
  return source.replace(importedNames, (names) => names.replace(decoderNames, ''));
}

/** Of a client's package.json only the version is used, for the user agent. */
export function keepVersion(source: string): string {
  const { version } = JSON.parse(source) as { version: string };
  return JSON.stringify({ version });
}

const rewrites = [
  {
    filter: /@aws-sdk\/.*\/schemas_0\.js$/,
    loader: 'js',
    rewrite: (source: string) => forgetErrors(writeOutKeys(source)),
  },
  { filter: /@aws-sdk\/[^/]+\/package\.json$/, loader: 'json', rewrite: keepVersion },
  {
    filter: /mediabunny\/.*\/(isobmff-demuxer|input-track)\.js$/,
    loader: 'js',
    rewrite: forgetDecoders,
  },
  // the keys of encrypted tracks are never given
  { filter: /mediabunny\/.*\/aes\.js$/, ...leftOut() },
  // schemas are printed as JSON Schema on developers' machines only
  { filter: /zod\/v4\/core\/(json-schema-processors|to-json-schema)\.js$/, ...leftOut() },
  // digests for where there is no node:crypto
  { filter: /\/(Md5|Sha1|Sha256)Js\.js$/, ...leftOut() },
] as const;

/** What such a module exports is `undefined`. */
function leftOut() {
  return { loader: 'js', rewrite: () => '' } as const;
}

/** Drops what no function uses of the libraries that it is bundled with. */
export const slimLibraries: Plugin = {
  name: 'slim-libraries',
  setup: ({ onLoad }) => {
    for (const { filter, loader, rewrite } of rewrites)
      onLoad({ filter }, async ({ path }) => ({
        contents: rewrite(await readFile(path, 'utf8')),
        loader,
      }));
  },
};
