import type { MediaAccess } from './media-bucket.ts';

const records = 'videos/*/job.json';
const requests = 'videos/*/request.json';
const videos = 'videos/*/video.mp4';
const uploads = 'uploads/*';
const claims = 'tasks/*';
const intents = 'intents/*';
const open = 'open/*';
const idempotency = 'idempotency/*';

/** What each function touches in the bucket: the whole of its rights there. */
export const mediaAccess = {
  createVideo: {
    read: [records, uploads, idempotency, claims],
    write: [records, requests, open, idempotency, claims],
    remove: [requests, open, intents, idempotency],
    list: ['videos/', 'uploads/', 'idempotency/', 'tasks/'],
  },
  readVideos: { read: [records, videos], list: ['videos/'] },
  cancelVideo: {
    read: [records, videos, claims],
    write: [records, claims],
    remove: [requests, open, intents],
    list: ['videos/', 'tasks/'],
  },
  deleteVideo: {
    read: [records, open, idempotency],
    write: [idempotency],
    remove: [records, videos],
    list: ['videos/', 'open/', 'idempotency/'],
  },
  assets: {
    read: ['uploads/*/asset.json', 'uploads/*/file'],
    write: [uploads],
    list: ['uploads/'],
  },
  analyzeVision: { read: [uploads], list: ['uploads/'] },
  submitTask: {
    read: [records, requests, uploads, claims],
    write: [records, intents, claims],
    remove: [intents],
    list: ['videos/', 'uploads/', 'tasks/'],
  },
  findTask: {
    read: [records, claims],
    write: [records, claims],
    remove: [intents],
    list: ['videos/', 'intents/', 'tasks/'],
  },
  pollTask: { read: [records, claims], write: [records, claims], list: ['videos/', 'tasks/'] },
  archiveVideo: { read: [records, videos], write: [records, videos], list: ['videos/'] },
  closeJob: {
    read: [records, claims],
    write: [records, claims],
    remove: [requests, open, intents],
    list: ['videos/', 'tasks/'],
  },
} as const satisfies Record<string, MediaAccess>;
