import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { RouteId } from '../../shared/contract/routes.ts';
import type { Announcements } from './announcements.ts';
import { mediaAccess } from './media-access.ts';
import type { MediaAccess, MediaBucket } from './media-bucket.ts';
import type { MediaInputs } from './media-inputs.ts';
import type { Provider } from './provider.ts';
import { ServiceFunction } from './service-function.ts';
import type { VideoWorkflow } from './video-workflow.ts';
import type { VisionWorkflow } from './vision-workflow.ts';
import type { WebhookSecret } from './webhook-secret.ts';

export type RouteFunctionsProps = {
  readonly media: MediaBucket;
  readonly provider: Provider;
  readonly announcements: Announcements;
  readonly webhookSecret: WebhookSecret;
  readonly workflows: { readonly video: VideoWorkflow; readonly vision: VisionWorkflow };
  readonly inputs: MediaInputs;
  /** The origin whose pages may read the routes' answers. */
  readonly corsOrigin?: string;
};

/** What a route's function may do; everything else is denied. */
type Rights = {
  readonly access?: MediaAccess;
  readonly callsProvider?: true;
  /** Callers name media in its requests. */
  readonly takesMedia?: true;
  /** Starts executions of jobs of this kind. */
  readonly starts?: 'video' | 'vision';
  /** Tells of jobs. */
  readonly announces?: true;
  readonly readsWebhookSecret?: true;
  readonly timeout?: Duration;
};

/** API Gateway waits 29 s for a buffered answer; the function gives up just before. */
const bufferedTimeout = Duration.seconds(28);
/** The longest a stream may last, at the gateway and in Lambda. */
export const streamTimeout = Duration.minutes(15);

const asksVision: Rights = {
  access: mediaAccess.askVision,
  callsProvider: true,
  takesMedia: true,
  timeout: streamTimeout,
};

const asksOrAccepts: Rights = { ...asksVision, access: mediaAccess.createVision, starts: 'vision' };

const rights: Readonly<Record<RouteId, Rights>> = {
  analyzeVision: asksOrAccepts,
  reasonVision: asksOrAccepts,
  ocrVision: asksOrAccepts,
  getVision: { access: mediaAccess.readVision },
  completeChat: asksVision,
  listModels: {},
  getModel: {},
  createAsset: { access: mediaAccess.createAsset },
  getAsset: { access: mediaAccess.readAssets },
  createVideo: {
    access: mediaAccess.createVideo,
    callsProvider: true,
    takesMedia: true,
    starts: 'video',
    announces: true,
  },
  getVideo: { access: mediaAccess.readVideos },
  listVideos: { access: mediaAccess.readVideos },
  getVideoContent: { access: mediaAccess.readVideos },
  cancelVideo: { access: mediaAccess.cancelVideo, callsProvider: true, announces: true },
  deleteVideo: { access: mediaAccess.deleteVideo },
  getWebhookSecret: { readsWebhookSecret: true },
  getHealth: {},
  getOpenapi: {},
};

/** One function per row of the route table. */
export class RouteFunctions extends Construct {
  readonly of: Readonly<Record<RouteId, ServiceFunction>>;

  constructor(scope: Construct, id: string, props: RouteFunctionsProps) {
    super(scope, id);
    const ids = Object.keys(rights) as RouteId[];
    const made = ids.map((routeId) => [routeId, this.#make(routeId, props)]);
    this.of = Object.fromEntries(made) as Record<RouteId, ServiceFunction>;
  }

  #make(routeId: RouteId, props: RouteFunctionsProps): ServiceFunction {
    const { access, timeout, ...may } = rights[routeId];
    const made = new ServiceFunction(this, pascalCase(routeId), {
      file: `http/${kebabCase(routeId)}`,
      timeout: timeout ?? bufferedTimeout,
      media: access && { bucket: props.media, access },
    });
    if (props.corsOrigin) made.addEnvironment('CORS_ORIGIN', props.corsOrigin);
    if (may.callsProvider) props.provider.connect(made);
    if (may.takesMedia) props.inputs.connect(made);
    if (may.starts) props.workflows[may.starts].connectStarter(made);
    if (may.announces) props.announcements.connect(made);
    if (may.readsWebhookSecret) props.webhookSecret.connect(made);
    return made;
  }
}

function pascalCase(id: string): string {
  return id.charAt(0).toUpperCase() + id.slice(1);
}

function kebabCase(id: string): string {
  return id.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
