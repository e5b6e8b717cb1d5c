/** Every key of the bucket is built here (design.md §4, Keys). */
export type JobReference = { readonly owner: string; readonly id: string };

const videosOf = (owner: string) => `videos/${owner}/`;
const visionsOf = (owner: string) => `vision/${owner}/`;
/** Every kind of job has a folder of its own. */
const folderOf = ({ owner, id }: JobReference) =>
  `${id.startsWith('vis_') ? visionsOf(owner) : videosOf(owner)}${id}/`;

export const keys = {
  videosOf,
  record: (job: JobReference) => `${folderOf(job)}job.json`,
  /** The caller's request as sent; its URLs may be signed, so it goes when the job closes. */
  request: (job: JobReference) => `${folderOf(job)}request.json`,
  webhook: (job: JobReference) => `${folderOf(job)}webhook.json`,
  /** The answer of a vision job. */
  result: (job: JobReference) => `${folderOf(job)}result.json`,
  video: (job: JobReference) => `${folderOf(job)}video.mp4`,
  openJobs: 'open/',
  /** Stands while work on a job is open. */
  open: (id: string) => `open/${id}`,
  intents: 'intents/',
  intentsOf: (model: string) => `intents/${model}/`,
  intent: (model: string, id: string) => `intents/${model}/${id}`,
  /** Jobs that ended without knowing what became of their submit; kept while the provider keeps its tasks. */
  lostSubmits: 'lost/',
  lostSubmitsOf: (model: string) => `lost/${model}/`,
  lostSubmit: (model: string, id: string) => `lost/${model}/${id}`,
  task: (taskId: string) => `tasks/${taskId}`,
  /** What a task rendered that may be ours, but nobody can tell whose; for the operator only. */
  unclaimedVideo: (taskId: string) => `unclaimed/${taskId}.mp4`,
  unclaimedFacts: (taskId: string) => `unclaimed/${taskId}.json`,
  idempotency: (owner: string, source: string, hash: string) =>
    `idempotency/${owner}/${source}/${hash}`,
  /** Whose a command is that names nobody; with a part less than what owners have. */
  eventOwner: (hash: string) => `idempotency/event-owner/${hash}`,
  /** Whose an uploaded object is that has had a job. */
  objectOwner: (hash: string) => `idempotency/object-owner/${hash}`,
  deadLetters: 'dead-letters/',
  deadLetter: (source: 'commands' | 'webhooks', id: string) => `dead-letters/${source}/${id}.json`,
  /** All that was given up of one uploaded object. */
  uploadLetters: (object: string) => `dead-letters/uploads/${object}/`,
  uploadLetter: (object: string, id: string) => `dead-letters/uploads/${object}/${id}.json`,
  asset: (owner: string, id: string) => `uploads/${owner}/${id}/asset.json`,
  /** What came as a data: URI and must have an address. */
  inlineMedia: (owner: string, digest: string) => `uploads/${owner}/data/${digest}`,
  /** What was uploaded to the provider for a job. */
  deliveredMedia: ({ owner, id }: JobReference) => `uploads/${owner}/${id}/delivered.json`,
  assetFile: (owner: string, id: string) => `uploads/${owner}/${id}/file`,
} as const;

/** The last character a listing must skip to get past every key of a job's folder. */
export function afterJob(owner: string, id: string): string {
  const characterAfterSlash = '0';
  return `${videosOf(owner)}${id}${characterAfterSlash}`;
}

/** The id in a job's folder, for instance `vid_x` of `videos/acme/vid_x/`. */
export function idOfFolder(folder: string): string {
  return folder.split('/').at(-2) ?? '';
}
