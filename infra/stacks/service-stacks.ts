import { Annotations, type App, Aspects, Tags } from 'aws-cdk-lib';
import type { Config } from '../config.ts';
import { HouseRules } from '../constructs/house-rules.ts';
import { provideModelSettings } from '../model-settings.ts';
import { ApiStack } from './api-stack.ts';
import { EventsStack } from './events-stack.ts';
import { OperationsStack } from './operations-stack.ts';
import { StorageStack } from './storage-stack.ts';
import { TriggersStack } from './triggers-stack.ts';
import { VideoStack } from './video-stack.ts';

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
  new TriggersStack(app, 'Triggers', { ...named('triggers'), config, storage, events, video });
  const api = new ApiStack(app, 'Api', { ...named('api'), config, storage, events, video });
  const all = { config, storage, events, video, api };
  new OperationsStack(app, 'Operations', { ...named('operations'), ...all });
  for (const warning of warnings) Annotations.of(api).addWarningV2('qwen-media:models', warning);
  Tags.of(app).add('project', 'qwen-media');
  Tags.of(app).add('stage', stage);
  Aspects.of(app).add(new HouseRules(config));
}
