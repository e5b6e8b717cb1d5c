import type { MediaAccess } from './media-bucket.ts';

const records = 'videos/*/job.json';
const requests = 'videos/*/request.json';
const webhooks = 'videos/*/webhook.json';
const videos = 'videos/*/video.mp4';
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
const idempotency = 'idempotency/*';

/** What making a video job touches, whoever asks for it. */
const createVideo = {
  read: [records, uploads, videos, idempotency, claims],
  write: [records, requests, webhooks, open, idempotency, claims],
  remove: [requests, open, intents, idempotency],
  list: ['videos/', 'uploads/', 'idempotency/', 'tasks/'],
} as const;

/** What each function touches in the bucket: the whole of its rights there. */
export const mediaAccess = {
  createVideo,
  runCommand: { ...createVideo, write: [...createVideo.write, commandDeadLetters] },
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
    read: [records, open, idempotency],
    write: [idempotency],
    remove: [records, webhooks, videos],
    list: ['videos/', 'open/', 'idempotency/'],
  },
  askVision: {
    read: [uploads, videos, records],
    write: [inlineMedia],
    list: ['uploads/', 'videos/'],
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
    read: [records, claims],
    write: [records, claims, lostSubmits],
    remove: [requests, open, intents, lostSubmits, unclaimed],
    list: ['videos/', 'tasks/'],
  },
  sweepJobs: {
    read: [records, claims, intents, lostSubmits, unclaimed, open],
    write: [records, claims, lostSubmits, unclaimed, open],
    continueUpload: [unclaimed],
    remove: [requests, webhooks, open, intents, lostSubmits, unclaimed],
    list: ['videos/', 'open/', 'intents/', 'lost/', 'tasks/', 'unclaimed/'],
  },
  deliverWebhook: {
    read: [records, webhooks],
    write: [webhooks],
    remove: [webhooks],
    list: ['videos/'],
  },
  giveUpWebhook: {
    read: [records, webhooks],
    write: [webhooks, webhookDeadLetters],
    remove: [webhooks],
    list: ['videos/'],
  },
} as const satisfies Record<string, MediaAccess>;
