import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import colours from 'picocolors';
import { type Endpoints, findPlatform } from '../endpoints.ts';
import { startPlatform } from '../platform.ts';
import { refuseArguments } from '../read-settings.ts';
import { readSettings } from '../settings.ts';
import { synthesize } from '../synthesize.ts';
import { makeVideos, type Wish } from './make-videos.ts';
import { ProgressView } from './progress.ts';
import { ServiceClient } from './service-client.ts';

const usage = `Usage: npm run demo

Asks about a photo and makes two videos, through the HTTP API of the service on this machine.
Starts the platform if none runs, with the settings of npm start (npm start -- --help). With DASHSCOPE_API_KEY set the real provider is called: that costs money.
`;

const root = fileURLToPath(new URL('../../..', import.meta.url));
const tell = (line = '') => process.stdout.write(`${line}\n`);
const question = 'What is in this photo?';

async function main(): Promise<void> {
  const settings = readSettings();
  const { endpoints, close } = await ensurePlatform(settings);
  try {
    const client = new ServiceClient(endpoints.api, endpoints.apiKeys[0] ?? '');
    const photo = await uploadPhoto(client);
    await askAbout(client, photo);
    await showVideos(client, photo, join(settings.directory, 'demo'), endpoints);
  } finally {
    await close();
  }
}

async function ensurePlatform(settings: ReturnType<typeof readSettings>) {
  const running = await findPlatform(settings.directory);
  if (running) {
    tell(`The platform runs at ${running.api}.`);
    return { endpoints: running, close: async () => {} };
  }
  tell('Starting the platform …');
  const assembly = await synthesize(root, tell);
  const platform = await startPlatform(root, assembly, settings);
  tell(`The platform runs at ${platform.endpoints.api}.`);
  return platform;
}

async function uploadPhoto(client: ServiceClient): Promise<string> {
  const bytes = new Uint8Array(readFileSync(new URL('rocket.jpg', import.meta.url)));
  const photo = await client.upload('rocket.jpg', 'image/jpeg', bytes);
  tell(`\nUploaded rocket.jpg as ${photo}.`);
  return photo;
}

async function askAbout(client: ServiceClient, photo: string): Promise<void> {
  tell(`\n${colours.bold(question)}`);
  let speaking = '';
  for await (const { kind, text } of client.ask(photo, question)) {
    if (speaking && kind !== speaking) tell();
    speaking = kind;
    process.stdout.write(kind === 'reasoning.delta' ? colours.dim(text) : text);
  }
  tell();
}

async function showVideos(
  client: ServiceClient,
  photo: string,
  directory: string,
  { twin }: Endpoints,
): Promise<void> {
  const wishes: Wish[] = [
    {
      name: 'text→video',
      file: 'text-to-video.mp4',
      request: { prompt: 'A rocket rises through the clouds at dawn', duration: 5 },
    },
    {
      name: 'image→video',
      file: 'image-to-video.mp4',
      request: { prompt: 'The rocket lifts off', img_url: photo, duration: 5 },
    },
  ];
  tell(`\n${colours.bold('Making two videos')}`);
  const typicalSeconds = twin ? 5 : 150;
  const view = new ProgressView(process.stdout);
  const saved = await makeVideos(client, view, wishes, { directory, typicalSeconds });
  tell();
  for (const { name, path, facts } of saved) {
    tell(`${name.padEnd(13)} ${relative(process.cwd(), path)}  (${facts})`);
  }
}

if (process.argv.includes('--help')) process.stdout.write(usage);
else {
  refuseArguments(usage);
  main().then(
    () => process.exit(0),
    (error: Error) => {
      process.stderr.write(`npm run demo: ${error.message}\n`);
      process.exit(1);
    },
  );
}
