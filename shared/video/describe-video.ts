import { DescribedVideo } from '../contract/event.ts';
import type { JobRecord } from '../jobs/job-record.ts';
import { normaliseUsage } from './task-usage.ts';

/** The job as callers see it, its video named by bucket and key instead of a signed address. */
export function describeVideo(record: JobRecord): DescribedVideo {
  const { recovered_at, provider, output } = record;
  return DescribedVideo.parse({
    ...record,
    object: 'video',
    recovered_at: recovered_at ?? undefined,
    provider: { name: 'dashscope', ...provider },
    usage: normaliseUsage(provider.usage),
    output: record.status === 'completed' && output ? { video: describeFile(output) } : null,
  });
}

function describeFile({ bucket, key, ...facts }: NonNullable<JobRecord['output']>) {
  return { s3_uri: `s3://${bucket}/${key}`, ...facts };
}
