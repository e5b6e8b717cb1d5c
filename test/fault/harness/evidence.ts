import type { Task } from '../../../infra/local/dashscope/tasks/task.ts';
import { JobRecord } from '../../../shared/jobs/job-record.ts';
import type { Platform } from './platform.ts';

/** Everything that is left when a scenario is over: the provider's tasks, the records, all other objects. */
export type Evidence = {
  readonly tasks: readonly Task[];
  readonly records: readonly JobRecord[];
  readonly keys: readonly string[];
  /** Objects that are text, by key. */
  readonly texts: ReadonlyMap<string, string>;
  readonly videos: ReadonlyMap<string, Uint8Array>;
  /** What was told of jobs. */
  readonly news: readonly News[];
};

/** The part of a CloudEvents object that tells what happened to whom. */
type News = { readonly id: string; readonly type: string; readonly subject: string };

export async function collectEvidence(platform: Platform): Promise<Evidence> {
  const keys = [...platform.keys()];
  const texts = new Map<string, string>();
  const videos = new Map<string, Uint8Array>();
  for (const key of keys) {
    const found = { bytes: 0, etag: '', ...(await platform.store.head(key)) };
    const bytes = await platform.store.readRange(key, { ...found, start: 0, end: found.bytes });
    if (key.endsWith('.mp4')) videos.set(key, bytes);
    else texts.set(key, Buffer.from(bytes).toString('utf8'));
  }
  const records = [...texts]
    .filter(([key]) => key.endsWith('/job.json'))
    .map(([, text]) => JobRecord.parse(JSON.parse(text)));
  const news = platform.events
    .filter(({ event }) => event.source === 'qwen-media')
    .map(({ event }) => event.detail as News);
  return { tasks: platform.provider.tasks(), records, keys, texts, videos, news };
}
