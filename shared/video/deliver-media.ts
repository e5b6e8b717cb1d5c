import type { JobReference } from '../storage/keys.ts';
import { uploadOnce } from './kept-uploads.ts';
import { checkAdmission, prepareSubmit, type SubmitWork } from './prepare-submit.ts';
import { outputOf } from './step-output.ts';
import type { StepOutput } from './workflow.ts';

/**
 * Uploads what SubmitTask will name. It costs nothing, so it may be tried again at any point, and it may take its time:
 * how long a submit can be under way is what FindTask reckons with.
 * @throws Refused, Throttled, AdmissionExpired
 */
export async function deliverMedia(work: SubmitWork, job: JobReference): Promise<StepOutput> {
  const record = await work.records.read(job);
  if (record.phase !== 'admission') return outputOf(work, record);
  await checkAdmission(work, record);
  await prepareSubmit(work, record, uploadOnce(work, record, work.media.upload));
  return outputOf(work, record);
}
