import type { Construct } from 'constructs';
import type { Announcements } from './announcements.ts';
import type { DeadLetters } from './dead-letters.ts';
import type { MediaAccess, MediaBucket } from './media-bucket.ts';
import type { MediaInputs } from './media-inputs.ts';
import type { Provider } from './provider.ts';
import { ServiceFunction, type ServiceFunctionProps } from './service-function.ts';
import type { VideoWorkflow } from './video-workflow.ts';
import type { VisionWorkflow } from './vision-workflow.ts';

/** What beginning a job takes, of either kind and without a caller who would hear of an error. */
export type TriggerMeans = {
  readonly deadLetters: DeadLetters;
  readonly media: MediaBucket;
  readonly provider: Provider;
  readonly announcements: Announcements;
  /** The workflows of every kind of job. */
  readonly workflows: readonly [VideoWorkflow, VisionWorkflow];
  readonly inputs: MediaInputs;
};

type TriggerFunctionProps = Pick<ServiceFunctionProps, 'file' | 'timeout'> & {
  readonly access: MediaAccess;
  readonly means: TriggerMeans;
};

/** A function that an event wakes to begin a job; what it cannot handle becomes a dead letter. */
export class TriggerFunction extends ServiceFunction {
  constructor(scope: Construct, id: string, props: TriggerFunctionProps) {
    const { file, timeout, access, means } = props;
    super(scope, id, { file, timeout, media: { bucket: means.media, access } });
    means.deadLetters.connect(this);
    means.provider.connect(this);
    means.inputs.connect(this);
    for (const workflow of means.workflows) workflow.connectStarter(this);
    means.announcements.connect(this);
  }
}
