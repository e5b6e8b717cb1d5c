import { functionsByName, machineNamed } from '../support/templates.ts';

/** Every route of api.md and of OpenAI's clients, and the function that answers it. */
export const answered: Readonly<Record<string, string>> = {
  'POST /v1/vision/analyze': 'AnalyzeVision',
  'POST /v1/vision/reason': 'ReasonVision',
  'POST /v1/vision/ocr': 'OcrVision',
  'GET /v1/vision/{id}': 'GetVision',
  'POST /v1/chat/completions': 'CompleteChat',
  'POST /compatible-mode/v1/chat/completions': 'CompleteChat',
  'GET /v1/models': 'ListModels',
  'GET /compatible-mode/v1/models': 'ListModels',
  'GET /v1/models/{id}': 'GetModel',
  'GET /compatible-mode/v1/models/{id}': 'GetModel',
  'POST /v1/videos': 'CreateVideo',
  'GET /v1/videos': 'ListVideos',
  'GET /v1/videos/{id}': 'GetVideo',
  'GET /v1/videos/{id}/content': 'GetVideoContent',
  'POST /v1/videos/{id}/cancel': 'CancelVideo',
  'DELETE /v1/videos/{id}': 'DeleteVideo',
  'POST /v1/assets': 'CreateAsset',
  'GET /v1/assets/{id}': 'GetAsset',
  'GET /v1/webhook-secret': 'GetWebhookSecret',
  'GET /v1/health': 'GetHealth',
  'GET /v1/openapi.json': 'GetOpenapi',
};

/** What anybody may ask (api.md, Authentication). */
export const withoutKey = new Set(['GET /v1/health', 'GET /v1/openapi.json']);

/** What may stream to its caller, and so may last as long as Lambda lets it. */
export const streaming = new Set(['AnalyzeVision', 'ReasonVision', 'OcrVision', 'CompleteChat']);

/** What each machine’s executions call (design.md §4). */
export const called: Readonly<Record<string, readonly string[]>> = {
  Workflow: [
    ...['ArchiveVideo', 'CloseJob', 'DeliverMedia', 'FindTask', 'GiveUpWaiting', 'PollTask'],
    'SubmitTask',
  ],
  VisionMachine: ['CloseJob', 'RunVision'],
  Hooks: ['DeliverWebhook', 'GiveUpWebhook'],
};

const told = (type: string, source: string) => ({ source, 'detail-type': type, detail: {} });
const ended = (machine: string, status: string) => ({
  ...told('Step Functions Execution Status Change', 'aws.states'),
  detail: { stateMachineArn: machineNamed(machine).arn, status },
});
const ownBucket = functionsByName.get('RunUpload')?.environment.MEDIA_BUCKET;
/** The bucket of events that Lambda could not get handled. */
const deadLetters = functionsByName.get('RunUpload')?.asynchronous.onFailureArn?.split(':').at(-1);
const deadLetterCount = 'CountDeadLetter';
const created = (key: string, name = ownBucket) => ({
  ...told('Object Created', 'aws.s3'),
  detail: { bucket: { name }, object: { key } },
});

type Happening = {
  readonly what: string;
  readonly busName: 'default' | 'qwen-media';
  readonly event: Readonly<Record<string, unknown>>;
  /** The function that is woken, or the alarm that counts it; `null` when nobody is. */
  readonly wakes: string | null;
};

const onOurs = { busName: 'qwen-media' } as const;
const onDefault = { busName: 'default' } as const;
const commands = ['video.create', 'vision.analyze', 'vision.reason', 'vision.ocr'];
const deaths = ['FAILED', 'TIMED_OUT', 'ABORTED'];
const closers = {
  Workflow: 'CloseExecution',
  VisionMachine: 'CloseExecution',
  Hooks: 'GiveUpDelivery',
};

/** What happens on which bus, and who is woken by it (api.md, Events; design.md §4). */
export const happenings: readonly Happening[] = [
  {
    ...{ what: 'an object in the inbox', ...onDefault },
    ...{ event: created('inbox/photos/a.png'), wakes: 'RunUpload' },
  },
  {
    ...{ what: 'a result', ...onDefault },
    ...{ event: created('results/photos/a.png.json'), wakes: null },
  },
  {
    ...{ what: 'a dead letter', ...onDefault },
    ...{ event: created('dead-letters/uploads/e1.json'), wakes: deadLetterCount },
  },
  {
    ...{ what: 'an event that Lambda gave up', ...onDefault },
    ...{ event: created('aws/lambda/async/f/1', deadLetters), wakes: deadLetterCount },
  },
  {
    ...{ what: 'an object in another bucket', ...onDefault },
    ...{ event: created('inbox/photos/a.png', 'theirs'), wakes: null },
  },
  {
    ...{ what: 'an upload to be tried again', ...onOurs },
    ...{ event: told('Object Created', 'qwen-media.redrive'), wakes: 'RunUpload' },
  },
  {
    ...{ what: 'a command to be tried again', ...onOurs },
    ...{ event: told('command.redriven', 'qwen-media.redrive'), wakes: 'RunCommand' },
  },
  {
    ...{ what: 'what a sender calls so', ...onOurs },
    ...{ event: told('command.redriven', 'shop'), wakes: null },
  },
  ...commands.map((type) => ({
    ...{ what: `the command ${type}`, ...onOurs },
    ...{ event: told(type, 'shop'), wakes: 'RunCommand' },
  })),
  {
    ...{ what: 'a command', ...onDefault },
    ...{ event: told('video.create', 'shop'), wakes: null },
  },
  {
    ...{ what: 'news of a job', ...onOurs },
    ...{ event: told('video.completed', 'qwen-media'), wakes: null },
  },
  ...Object.entries(closers).flatMap(([machine, wakes]) =>
    deaths.map((status) => ({
      ...{ what: `an execution of ${machine} that ${status}`, ...onDefault },
      ...{ event: ended(machine, status), wakes },
    })),
  ),
  {
    ...{ what: 'an execution that went well', ...onDefault },
    ...{ event: ended('Workflow', 'SUCCEEDED'), wakes: null },
  },
];

/** Who is woken every hour. */
export const hourly = 'SweepJobs';

/** Who has news of jobs: of their beginning, their course and their end. */
export const announcers = [
  ...['CancelVideo', 'CloseExecution', 'CloseJob', 'CreateVideo', 'GiveUpWaiting', 'PollTask'],
  ...['RunCommand', 'RunUpload', 'SweepJobs'],
];
