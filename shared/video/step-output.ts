import { isAnnounced, type JobRecord } from '../jobs/job-record.ts';
import { elapsedSeconds, scaledSeconds } from '../runtime/time-scale.ts';
import { expectedRenderSeconds } from './render-time.ts';
import { waitSeconds } from './wait-schedule.ts';
import { plainWaitSeconds, type StepOutput, type VideoWork } from './workflow.ts';

type Timing = Pick<VideoWork, 'clock' | 'timeScale'>;

/** What a step returns when the record alone says where the job stands. */
export function outputOf(work: Timing, record: JobRecord): StepOutput {
  return {
    phase: record.phase,
    task_id: record.provider.task_id,
    wait_seconds: record.phase === 'waiting' ? nextWait(work, record) : plainWait(work),
  };
}

function plainWait({ timeScale }: Timing): number {
  return scaledSeconds(plainWaitSeconds, timeScale);
}

/** Whether so many of the provider's seconds have passed since a moment on record. */
export function hasPassed(work: Timing, since: string, seconds: number): boolean {
  return elapsedSeconds(new Date(since), work.clock.now(), work.timeScale) >= seconds;
}

/** Never past the deadline by more than a second, so that giving up is on time. */
function nextWait({ clock, timeScale }: Timing, record: JobRecord): number {
  const now = clock.now();
  const wait = scaledSeconds(providerWait({ clock, timeScale }, record), timeScale);
  const left = Math.ceil((new Date(record.deadline_at).getTime() - now.getTime()) / 1000);
  return left > 0 ? Math.min(wait, left) : wait;
}

function providerWait({ clock, timeScale }: Timing, record: JobRecord): number {
  const { started_at, submitted_at, created_at, provider } = record;
  const since = new Date(started_at ?? submitted_at ?? created_at);
  return waitSeconds({
    taskStatus: provider.task_status,
    elapsedSeconds: elapsedSeconds(since, clock.now(), timeScale),
    expectedSeconds: expectedRenderSeconds(record),
    slow: isAnnounced(record),
  });
}
