import * as z from 'zod';
import { Asset, AssetUpload, CreateAssetRequest } from './asset.ts';
import { ChatCompletion, ChatCompletionRequest } from './chat.ts';
import { Model, ModelList } from './models.ts';
import {
  CancelledVideo,
  CreateVideoRequest,
  DeletedVideo,
  ListVideosQuery,
  VideoJob,
  VideoList,
} from './video.ts';
import { VisionResult, visionRequests } from './vision.ts';
import { VisionJob } from './vision-job.ts';
import { WebhookSecret } from './webhook.ts';

/** What a route takes and gives; `infra` builds the API from these rows, the edge validates by them. */
export type RouteDefinition = {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  /** Further paths of the same route, for clients that are used to them. */
  readonly aliases?: readonly string[];
  readonly summary: string;
  readonly status: number;
  /** `false`: no key needed. */
  readonly authenticated: boolean;
  /** `true`: answered through a response stream, so that it may last longer than 29 s. */
  readonly streamed: boolean;
  readonly parameters?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** `true`: what is wrong with the body is told together with what the route finds itself. */
  readonly collectsProblems?: true;
  readonly response?: z.ZodType;
  /** What 202 carries where a caller may ask for a job instead (`Prefer: respond-async`). */
  readonly accepted?: z.ZodType;
};

const secured = { authenticated: true, streamed: false, status: 200 } as const;
const open = { ...secured, authenticated: false } as const;
const videoId = z.strictObject({ id: z.string().regex(/^vid_[a-z0-9]{1,60}$/) });
const modelId = z.strictObject({ id: z.string().regex(/^[\w.-]{1,100}$/) });
const visionId = z.strictObject({ id: z.string().regex(/^vis_[a-z0-9]{1,60}$/) });
const assetId = z.strictObject({ id: z.string().regex(/^ast_[a-z0-9]{1,60}$/) });

/** Every route; the key is the operation id, the file in functions/http and the construct. */
export const routes = {
  analyzeVision: {
    ...secured,
    method: 'POST',
    path: '/v1/vision/analyze',
    streamed: true,
    summary: 'Ask about an image, images or a video',
    body: visionRequests.analyze,
    collectsProblems: true,
    response: VisionResult,
    accepted: VisionJob,
  },
  reasonVision: {
    ...secured,
    method: 'POST',
    path: '/v1/vision/reason',
    streamed: true,
    summary: 'Have a model think about an image, images or a video',
    body: visionRequests.reason,
    collectsProblems: true,
    response: VisionResult,
    accepted: VisionJob,
  },
  ocrVision: {
    ...secured,
    method: 'POST',
    path: '/v1/vision/ocr',
    streamed: true,
    summary: 'Read the text of an image',
    body: visionRequests.ocr,
    collectsProblems: true,
    response: VisionResult,
    accepted: VisionJob,
  },
  getVision: {
    ...secured,
    method: 'GET',
    path: '/v1/vision/{id}',
    summary: 'Read a vision job and its answer',
    parameters: visionId,
    response: VisionJob,
  },
  completeChat: {
    ...secured,
    method: 'POST',
    path: '/v1/chat/completions',
    aliases: ['/compatible-mode/v1/chat/completions'],
    streamed: true,
    summary: "Chat as with OpenAI's API, media included",
    body: ChatCompletionRequest,
    response: ChatCompletion,
  },
  listModels: {
    ...secured,
    method: 'GET',
    path: '/v1/models',
    aliases: ['/compatible-mode/v1/models'],
    summary: 'List the models, what they take and their defaults',
    response: ModelList,
  },
  getModel: {
    ...secured,
    method: 'GET',
    path: '/v1/models/{id}',
    aliases: ['/compatible-mode/v1/models/{id}'],
    summary: 'Read what one model takes',
    parameters: modelId,
    response: Model,
  },
  createAsset: {
    ...secured,
    method: 'POST',
    path: '/v1/assets',
    status: 201,
    summary: 'Get a form that uploads a file',
    body: CreateAssetRequest,
    response: AssetUpload,
  },
  getAsset: {
    ...secured,
    method: 'GET',
    path: '/v1/assets/{id}',
    summary: 'See whether an upload has arrived',
    parameters: assetId,
    response: Asset,
  },
  createVideo: {
    ...secured,
    method: 'POST',
    path: '/v1/videos',
    status: 202,
    summary: 'Start a video job: from text, images, videos or references',
    body: CreateVideoRequest,
    collectsProblems: true,
    response: VideoJob,
  },
  getVideo: {
    ...secured,
    method: 'GET',
    path: '/v1/videos/{id}',
    summary: 'Read a job and its video',
    parameters: videoId,
    response: VideoJob,
  },
  listVideos: {
    ...secured,
    method: 'GET',
    path: '/v1/videos',
    summary: 'List jobs, newest first',
    query: ListVideosQuery,
    response: VideoList,
  },
  getVideoContent: {
    ...secured,
    method: 'GET',
    path: '/v1/videos/{id}/content',
    status: 302,
    summary: 'Be redirected to the finished video',
    parameters: videoId,
  },
  cancelVideo: {
    ...secured,
    method: 'POST',
    path: '/v1/videos/{id}/cancel',
    summary: 'Cancel a job if that is still possible',
    parameters: videoId,
    response: CancelledVideo,
  },
  deleteVideo: {
    ...secured,
    method: 'DELETE',
    path: '/v1/videos/{id}',
    summary: 'Delete a job that is over, and its video',
    parameters: videoId,
    response: DeletedVideo,
  },
  getWebhookSecret: {
    ...secured,
    method: 'GET',
    path: '/v1/webhook-secret',
    summary: 'Read the secret that signs your webhooks',
    response: WebhookSecret,
  },
  getHealth: {
    ...open,
    method: 'GET',
    path: '/v1/health',
    summary: 'See whether the service answers',
    response: z.object({ status: z.literal('ok') }).meta({ id: 'Health' }),
  },
  getOpenapi: {
    ...open,
    method: 'GET',
    path: '/v1/openapi.json',
    summary: 'Read this document',
    response: z.record(z.string(), z.unknown()),
  },
} as const satisfies Record<string, RouteDefinition>;

export type RouteId = keyof typeof routes;

/** Every path that a route answers under. */
export function pathsOf({ path, aliases = [] }: RouteDefinition): string[] {
  return [path, ...aliases];
}
