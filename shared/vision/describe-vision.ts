import { DescribedVision } from '../contract/vision-job.ts';
import type { JobRecord } from '../jobs/job-record.ts';

/** The job as events tell it, its answer named by bucket and key. */
export function describeVision(record: JobRecord): DescribedVision {
  return DescribedVision.parse({ ...record, object: 'vision', output: describeOutput(record) });
}

function describeOutput({ status, output }: JobRecord) {
  if (status !== 'completed' || !output) return null;
  const { bucket, key, ...facts } = output;
  return { result: { s3_uri: `s3://${bucket}/${key}`, ...facts } };
}
