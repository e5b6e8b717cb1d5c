const granted = (action: string) => (keys: readonly string[]) =>
  keys.map((key) => `${action} ${key}`);
const read = (...keys: string[]) => granted('s3:GetObject')(keys);
const write = (...keys: string[]) => granted('s3:PutObject')(keys);
/** Of a copy that more attempts than one may make. */
const continueUpload = (...keys: string[]) =>
  ['s3:AbortMultipartUpload', 's3:ListMultipartUploadParts'].flatMap((one) => granted(one)(keys));
const remove = (...keys: string[]) => granted('s3:DeleteObject')(keys);
const list = (...prefixes: string[]) => granted('s3:ListBucket')(prefixes);
const readKey = ['secretsmanager:GetSecretValue the provider’s key'];
const readWebhookSecret = ['secretsmanager:GetSecretValue the webhook secret'];
const startExecutions = ['states:StartExecution the video machine'];
const startVision = ['states:StartExecution the vision machine'];

const record = 'videos/*/job.json';
const request = 'videos/*/request.json';
const webhook = 'videos/*/webhook.json';
const video = 'videos/*/video.mp4';
const visionRecord = 'vision/*/job.json';
const visionRequest = 'vision/*/request.json';
const visionWebhook = 'vision/*/webhook.json';
const result = 'vision/*/result.json';

/** On the bus, to webhooks, and to the uploader whose object a job was made for. */
const announce = [
  'events:PutEvents the bus',
  'states:StartExecution the delivery machine',
  ...read(record, visionRecord, result, 'results/*', 'idempotency/*'),
  ...write('results/*', 'dead-letters/uploads/*'),
  ...remove('dead-letters/uploads/*'),
  ...list('videos/*', 'vision/*', 'results/*', 'dead-letters/uploads/*', 'idempotency/*'),
];

const closing = [
  ...read(record, visionRecord, 'tasks/*'),
  ...write(record, visionRecord, 'tasks/*', 'lost/*'),
  ...remove(request, visionRequest, 'open/*', 'intents/*', 'lost/*', 'unclaimed/*'),
  ...list('videos/*', 'vision/*', 'tasks/*'),
  ...announce,
];
const askingVision = [
  ...read('uploads/*', video, record),
  ...write('uploads/*/data/*'),
  ...list('uploads/*', 'videos/*'),
  ...readKey,
];
/** Asking a vision model, now or as a job. */
const askingOrAccepting = [
  ...askingVision,
  ...read(visionRecord, 'idempotency/*'),
  ...write(visionRecord, visionRequest, visionWebhook, 'open/*', 'idempotency/*'),
  ...list('vision/*', 'idempotency/*'),
  ...startVision,
];
const reading = [...read(record, video), ...list('videos/*')];
const looking = [
  ...read(record, 'tasks/*'),
  ...write(record, 'tasks/*'),
  ...list('videos/*', 'tasks/*'),
  ...readKey,
  ...announce,
];
const givingUpWebhooks = [
  ...read(record, webhook, visionRecord, visionWebhook),
  ...write(webhook, visionWebhook, 'dead-letters/webhooks/*'),
  ...remove(webhook, visionWebhook),
  ...list('videos/*', 'vision/*'),
];

/** It looks at the tasks that it is to adopt. */
const creatingVideos = [
  ...read(record, 'uploads/*', video, 'idempotency/*', 'tasks/*'),
  ...write(record, request, webhook, 'open/*', 'idempotency/*', 'tasks/*'),
  ...remove(request, 'open/*', 'intents/*'),
  ...list('videos/*', 'uploads/*', 'idempotency/*', 'tasks/*'),
  ...startExecutions,
  ...announce,
  ...readKey,
];
/** Lambda's condition for leaving there what it could not get handled. */
const leavingDeadLetters = [...write('the dead letters'), ...list('the dead letters')];

/** All that each function may do; whoever needs more adds it here and says why in the review. */
export const rights: Readonly<Record<string, readonly string[]>> = {
  AuthorizeKey: [],
  CountDeadLetter: [],
  GetHealth: [],
  ListModels: [],
  GetModel: [],
  GetOpenapi: [],
  GetWebhookSecret: readWebhookSecret,
  AnalyzeVision: askingOrAccepting,
  ReasonVision: askingOrAccepting,
  OcrVision: askingOrAccepting,
  CompleteChat: askingVision,
  CreateAsset: write('uploads/*'),
  GetAsset: [...read('uploads/*/asset.json', 'uploads/*/file'), ...list('uploads/*')],
  CreateVideo: creatingVideos,
  RunCommand: [
    ...creatingVideos,
    ...askingOrAccepting,
    ...write('dead-letters/commands/*'),
    ...remove(visionRequest),
    ...leavingDeadLetters,
  ],
  RunUpload: [
    ...creatingVideos,
    ...askingOrAccepting,
    ...read('inbox/*'),
    ...write('uploads/*'),
    ...remove(visionRequest),
    ...list('inbox/*'),
    ...leavingDeadLetters,
  ],
  GetVision: [...read(visionRecord, result), ...list('vision/*')],
  RunVision: [
    ...askingVision,
    ...read(visionRecord, visionRequest, result),
    ...write(visionRecord, result),
    ...list('vision/*'),
  ],
  CancelVideo: [
    ...read(record, video, 'tasks/*'),
    ...write(record, 'tasks/*'),
    ...remove(request, 'open/*', 'intents/*', 'lost/*'),
    ...list('videos/*', 'tasks/*'),
    ...announce,
    ...readKey,
  ],
  DeleteVideo: [
    ...read(record, 'open/*', 'idempotency/*', 'tasks/*'),
    ...write('idempotency/*', 'tasks/*'),
    ...remove(record, webhook, video),
    ...list('videos/*', 'open/*', 'idempotency/*', 'tasks/*'),
  ],
  GetVideo: reading,
  ListVideos: reading,
  GetVideoContent: reading,
  SubmitTask: [
    ...read(record, request, 'uploads/*', video, 'tasks/*'),
    ...write(record, 'intents/*', 'tasks/*', 'uploads/*/data/*'),
    ...remove('intents/*'),
    ...list('videos/*', 'uploads/*', 'tasks/*'),
    ...readKey,
  ],
  DeliverMedia: [
    ...read(record, request, 'uploads/*', video),
    ...write(record, 'uploads/*/data/*', 'uploads/*/delivered.json'),
    ...list('videos/*', 'uploads/*'),
    ...readKey,
  ],
  FindTask: [
    ...read(record, 'tasks/*', 'intents/*', 'lost/*'),
    ...write(record, 'tasks/*'),
    ...remove('intents/*'),
    ...list('videos/*', 'intents/*', 'lost/*', 'tasks/*'),
    ...readKey,
  ],
  PollTask: looking,
  GiveUpWaiting: looking,
  ArchiveVideo: [
    ...read(record, video),
    ...write(record, video),
    ...continueUpload(video),
    ...remove(video),
    ...list('videos/*'),
    ...readKey,
  ],
  CloseJob: closing,
  CloseExecution: [...closing, ...startExecutions, ...startVision, ...leavingDeadLetters],
  SweepJobs: [
    ...read(record, visionRecord, 'tasks/*', 'intents/*', 'lost/*', 'unclaimed/*', 'open/*'),
    ...read('idempotency/*'),
    ...write(record, visionRecord, 'tasks/*', 'lost/*', 'unclaimed/*', 'open/*', 'idempotency/*'),
    ...continueUpload('unclaimed/*'),
    ...remove(
      request,
      webhook,
      visionRequest,
      visionWebhook,
      'open/*',
      'intents/*',
      'lost/*',
      'unclaimed/*',
    ),
    ...list('videos/*', 'vision/*', 'open/*', 'intents/*', 'lost/*', 'tasks/*', 'unclaimed/*'),
    ...list('idempotency/*'),
    ...startExecutions,
    ...startVision,
    ...announce,
    ...readKey,
    ...leavingDeadLetters,
  ],
  DeliverWebhook: [
    ...read(record, webhook, visionRecord, visionWebhook),
    ...write(webhook, visionWebhook),
    ...remove(webhook, visionWebhook),
    ...list('videos/*', 'vision/*'),
    ...readWebhookSecret,
  ],
  GiveUpWebhook: givingUpWebhooks,
  GiveUpDelivery: [...givingUpWebhooks, ...leavingDeadLetters],
};
