import { Annotations, type App, Aspects, Tags } from 'aws-cdk-lib';
import type { Config } from '../config.ts';
import { HouseRules } from '../constructs/house-rules.ts';
import { provideModelSettings } from '../model-settings.ts';
import { ApiStack } from './api-stack.ts';
import { EventsStack } from './events-stack.ts';
import { OperationsStack } from './operations-stack.ts';
import { RecoveryStack } from './recovery-stack.ts';
import { StorageStack } from './storage-stack.ts';
import { TriggersStack } from './triggers-stack.ts';
import { VideoStack } from './video-stack.ts';
import { VisionStack } from './vision-stack.ts';

/** All stacks of one stage; their names and everything named in them carry it, so that an account may have several. */
export function addServiceStacks(app: App, config: Config): void {
  const warnings = provideModelSettings(app, config);
  const { stage, region } = config;
  const named = (part: string) => ({
    stackName: `qwen-media-${stage}-${part}`,
    env: region ? { region } : undefined,
  });
  const storage = new StorageStack(app, 'Storage', { ...named('storage'), config });
  const events = new EventsStack(app, 'Events', { ...named('events'), config, storage });
  const video = new VideoStack(app, 'Video', { ...named('video'), config, storage, events });
  const vision = new VisionStack(app, 'Vision', { ...named('vision'), config, storage, video });
  const stacks = { config, storage, events, video, vision };
  new RecoveryStack(app, 'Recovery', { ...named('recovery'), ...stacks });
  new TriggersStack(app, 'Triggers', { ...named('triggers'), ...stacks });
  const api = new ApiStack(app, 'Api', { ...named('api'), ...stacks });
  new OperationsStack(app, 'Operations', { ...named('operations'), ...stacks, api });
  for (const warning of warnings) Annotations.of(api).addWarningV2('qwen-media:models', warning);
  Tags.of(app).add('project', 'qwen-media');
  Tags.of(app).add('stage', stage);
  Aspects.of(app).add(new HouseRules(config));
}
