import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Config } from '../config.ts';
import type { Announcements } from './announcements.ts';
import { mediaAccess } from './media-access.ts';
import type { MediaAccess, MediaBucket } from './media-bucket.ts';
import type { MediaInputs } from './media-inputs.ts';
import type { Provider } from './provider.ts';
import { ServiceFunction } from './service-function.ts';
import { defineVideoWorkflow } from './video-workflow-definition.ts';
import { WorkflowMachine } from './workflow-machine.ts';
import type { Step } from './workflow-task.ts';

export type VideoWorkflowProps = {
  readonly media: MediaBucket;
  readonly provider: Provider;
  readonly announcements: Announcements;
  readonly inputs: MediaInputs;
  readonly config: Pick<Config, 'videoAdmissionSeconds' | 'videoDeadlineSeconds'>;
};

/** Admission (20 h at most) and twice the provider's memory (24 h from the end of a render) fit; a machine's timeout cannot be caught. */
const outerNet = Duration.hours(70);

type StepRights = {
  readonly file: string;
  readonly seconds: number;
  readonly access: MediaAccess;
  readonly provider?: true;
  /** Brings callers' media to the provider. */
  readonly media?: true;
  readonly announces?: true;
  readonly nodeOptions?: string;
};

/** The file, the timeout and the rights of each step; archiving is a copy that may take its time. */
const steps = {
  SubmitTask: {
    file: 'submit-task',
    seconds: 90,
    access: mediaAccess.submitTask,
    provider: true,
    media: true,
  },
  // a hundred megabytes may be on their way for minutes
  DeliverMedia: {
    file: 'deliver-media',
    seconds: 900,
    access: mediaAccess.deliverMedia,
    provider: true,
    media: true,
  },
  FindTask: { file: 'find-task', seconds: 120, access: mediaAccess.findTask, provider: true },
  PollTask: {
    file: 'poll-task',
    seconds: 60,
    access: mediaAccess.pollTask,
    provider: true,
    announces: true,
  },
  GiveUpWaiting: {
    file: 'give-up-waiting',
    seconds: 90,
    access: mediaAccess.pollTask,
    provider: true,
    announces: true,
  },
  ArchiveVideo: {
    file: 'archive-video',
    seconds: 900,
    access: mediaAccess.archiveVideo,
    provider: true,
    // a copy leaves gigabytes of small buffers behind, which a small young generation gives back 50 MB sooner
    nodeOptions: '--max-semi-space-size=1',
  },
  CloseJob: { file: 'close-job', seconds: 60, access: mediaAccess.closeJob, announces: true },
} as const satisfies Record<string, StepRights>;

export type StepName = keyof typeof steps;

/** The state machine of a video job and the functions that are its states. */
export class VideoWorkflow extends Construct {
  readonly machine: WorkflowMachine;
  /** Closes jobs of every kind. */
  readonly closeJob: Step;
  readonly #config: VideoWorkflowProps['config'];

  constructor(scope: Construct, id: string, props: VideoWorkflowProps) {
    super(scope, id);
    this.#config = props.config;
    const names = Object.keys(steps) as StepName[];
    const made = Object.fromEntries(names.map((name) => [name, this.#step(name, props)])) as Record<
      StepName,
      Step
    >;
    this.closeJob = made.CloseJob;
    this.machine = new WorkflowMachine(this, 'Machine', {
      definition: defineVideoWorkflow(this, made),
      timeout: outerNet,
    });
  }

  /** Lets a function start executions. */
  connectStarter(starter: ServiceFunction): void {
    const { videoDeadlineSeconds, videoAdmissionSeconds } = this.#config;
    starter.addEnvironment('STATE_MACHINE_ARN', this.machine.stateMachineArn);
    starter.addEnvironment('DEADLINE_SECONDS', String(videoDeadlineSeconds));
    starter.addEnvironment('ADMISSION_SECONDS', String(videoAdmissionSeconds));
    this.machine.grantStartExecution(starter);
  }

  #step(name: StepName, props: VideoWorkflowProps): Step {
    const { media, provider, announcements, inputs } = props;
    const rights: StepRights = steps[name];
    const { file, seconds, access, nodeOptions } = rights;
    const timeout = Duration.seconds(seconds);
    const lambda = new ServiceFunction(this, name, {
      file: `workflow/${file}`,
      timeout,
      media: { bucket: media, access },
    });
    if (nodeOptions) lambda.addEnvironment('NODE_OPTIONS', nodeOptions);
    if (rights.provider) provider.connect(lambda);
    if (rights.media) inputs.connect(lambda);
    if (rights.announces) announcements.connect(lambda);
    return { lambda, timeout };
  }
}
