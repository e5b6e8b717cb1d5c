import { App, Tags } from 'aws-cdk-lib';
import { readConfig } from './config.ts';
import { ApiStack } from './stacks/api-stack.ts';
import { EventsStack } from './stacks/events-stack.ts';
import { StorageStack } from './stacks/storage-stack.ts';
import { VideoStack } from './stacks/video-stack.ts';

const app = new App();
const config = readConfig(app.node);
const named = (part: string) => ({ stackName: `qwen-media-${config.stage}-${part}` });

const storage = new StorageStack(app, 'Storage', { ...named('storage'), config });
const events = new EventsStack(app, 'Events', { ...named('events'), config, storage });
const video = new VideoStack(app, 'Video', { ...named('video'), config, storage, events });
new ApiStack(app, 'Api', { ...named('api'), config, storage, events, video });

Tags.of(app).add('project', 'qwen-media');
Tags.of(app).add('stage', config.stage);
