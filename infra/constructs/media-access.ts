import type { MediaAccess } from './media-bucket.ts';

const records = 'videos/*/job.json';
const requests = 'videos/*/request.json';
const webhooks = 'videos/*/webhook.json';
const videos = 'videos/*/video.mp4';
const visionRecords = 'vision/*/job.json';
const visionRequests = 'vision/*/request.json';
const visionWebhooks = 'vision/*/webhook.json';
const results = 'vision/*/result.json';
const uploads = 'uploads/*';
/** What came as a data: URI and had to get an address. */
const inlineMedia = 'uploads/*/data/*';
const deliveredMedia = 'uploads/*/delivered.json';
const claims = 'tasks/*';
const intents = 'intents/*';
const lostSubmits = 'lost/*';
const unclaimed = 'unclaimed/*';
const open = 'open/*';
const webhookDeadLetters = 'dead-letters/webhooks/*';
const commandDeadLetters = 'dead-letters/commands/*';
const uploadDeadLetters = 'dead-letters/uploads/*';
const inbox = 'inbox/*';
const uploadResults = 'results/*';
const idempotency = 'idempotency/*';

/** What making a video job touches, whoever asks for it. */
const createVideo = {
  read: [records, uploads, videos, idempotency, claims],
  write: [records, requests, webhooks, open, idempotency, claims],
  remove: [requests, open, intents],
  list: ['videos/', 'uploads/', 'idempotency/', 'tasks/'],
} as const;

/** What asking a vision model touches. */
const askVision = {
  read: [uploads, videos, records],
  write: [inlineMedia],
  list: ['uploads/', 'videos/'],
} as const;

/** The same, where it may also become a job. */
const createVision = {
  read: [...askVision.read, visionRecords, idempotency],
  write: [...askVision.write, visionRecords, visionRequests, visionWebhooks, open, idempotency],
  list: [...askVision.list, 'vision/', 'idempotency/'],
} as const;

/** What each function touches in the bucket: the whole of its rights there. */
export const mediaAccess = {
  createVideo,
  runCommand: {
    read: [...createVideo.read, ...createVision.read],
    write: [...createVideo.write, ...createVision.write, commandDeadLetters],
    // of jobs that cannot be started
    remove: [...createVideo.remove, visionRequests],
    list: [...createVideo.list, 'vision/'],
  },
  runUpload: {
    read: [...createVideo.read, ...createVision.read, inbox, uploadResults],
    write: [...createVideo.write, ...createVision.write, uploads, uploadResults, uploadDeadLetters],
    remove: [...createVideo.remove, visionRequests, uploadDeadLetters],
    list: [...createVideo.list, 'vision/', 'inbox/', 'results/', 'dead-letters/uploads/'],
  },
  /** What became of uploads' jobs, by whoever tells of the end of a job. */
  keepOutcome: {
    read: [records, visionRecords, results, uploadResults, idempotency],
    write: [uploadResults, uploadDeadLetters],
    remove: [uploadDeadLetters],
    list: ['videos/', 'vision/', 'results/', 'dead-letters/uploads/', 'idempotency/'],
  },
  readVideos: { read: [records, videos], list: ['videos/'] },
  /** The form that it signs may upload what it may write. */
  createAsset: { write: [uploads] },
  readAssets: { read: ['uploads/*/asset.json', 'uploads/*/file'], list: ['uploads/'] },
  cancelVideo: {
    read: [records, videos, claims],
    write: [records, claims],
    remove: [requests, open, intents, lostSubmits],
    list: ['videos/', 'tasks/'],
  },
  deleteVideo: {
    read: [records, open, idempotency, claims],
    write: [idempotency, claims],
    remove: [records, webhooks, videos],
    list: ['videos/', 'open/', 'idempotency/', 'tasks/'],
  },
  askVision,
  createVision,
  readVision: { read: [visionRecords, results], list: ['vision/'] },
  runVision: {
    read: [...askVision.read, visionRecords, visionRequests, results],
    write: [...askVision.write, visionRecords, results],
    list: [...askVision.list, 'vision/'],
  },
  submitTask: {
    read: [records, requests, uploads, videos, claims],
    write: [records, intents, claims, inlineMedia],
    remove: [intents],
    list: ['videos/', 'uploads/', 'tasks/'],
  },
  deliverMedia: {
    read: [records, requests, uploads, videos],
    write: [records, inlineMedia, deliveredMedia],
    list: ['videos/', 'uploads/'],
  },
  findTask: {
    read: [records, claims, intents, lostSubmits],
    write: [records, claims],
    remove: [intents],
    list: ['videos/', 'intents/', 'lost/', 'tasks/'],
  },
  pollTask: { read: [records, claims], write: [records, claims], list: ['videos/', 'tasks/'] },
  archiveVideo: {
    read: [records, videos],
    write: [records, videos],
    continueUpload: [videos],
    // a copy that turns out to be broken
    remove: [videos],
    list: ['videos/'],
  },
  closeJob: {
    read: [records, visionRecords, claims],
    write: [records, visionRecords, claims, lostSubmits],
    remove: [requests, visionRequests, open, intents, lostSubmits, unclaimed],
    list: ['videos/', 'vision/', 'tasks/'],
  },
  sweepJobs: {
    read: [records, visionRecords, claims, intents, lostSubmits, unclaimed, open, idempotency],
    write: [records, visionRecords, claims, lostSubmits, unclaimed, open, idempotency],
    continueUpload: [unclaimed],
    remove: [
      requests,
      webhooks,
      visionRequests,
      visionWebhooks,
      open,
      intents,
      lostSubmits,
      unclaimed,
    ],
    list: [
      'videos/',
      'vision/',
      'open/',
      'intents/',
      'lost/',
      'tasks/',
      'unclaimed/',
      'idempotency/',
    ],
  },
  deliverWebhook: {
    read: [records, webhooks, visionRecords, visionWebhooks],
    write: [webhooks, visionWebhooks],
    remove: [webhooks, visionWebhooks],
    list: ['videos/', 'vision/'],
  },
  giveUpWebhook: {
    read: [records, webhooks, visionRecords, visionWebhooks],
    write: [webhooks, visionWebhooks, webhookDeadLetters],
    remove: [webhooks, visionWebhooks],
    list: ['videos/', 'vision/'],
  },
} as const satisfies Record<string, MediaAccess>;
