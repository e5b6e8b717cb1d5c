import { ServiceError } from '../contract/service-error.ts';
import { type DeadLetter, isHopeless, problemOf } from '../dead-letters/dead-letter.ts';
import type { CreatedJob } from '../jobs/create-job.ts';
import { keys } from '../storage/keys.ts';
import type { TaskAdopter } from '../video/adopt-task.ts';
import type { VisionCreator } from '../vision/create-vision.ts';
import { acceptCommand } from './accept-command.ts';
import type { Command, GivenUpCommand, RedrivenCommand } from './command.ts';

/** What running commands works with. */
export type CommandWork = TaskAdopter & VisionCreator;

/**
 * Makes the job that an event of the bus asks for, once however often the event comes. A command that is wrong is kept
 * as a dead letter with its problem, because asking again would not mend it; one whose job was deleted is done.
 * @throws whatever another attempt may cure
 */
export async function runCommand(work: CommandWork, command: Command): Promise<void> {
  await attempt(work, command.event.id, command, async () =>
    acceptCommand(work, command, () => command.allows),
  );
}

/**
 * The same for a dead letter, by its rule as it is now. One that is refused again leaves a letter of the same event:
 * however often that goes round, it is of the same age.
 */
export async function rerunCommand(
  work: CommandWork,
  { rules, event }: RedrivenCommand,
): Promise<void> {
  const { detail: given, id } = event;
  await attempt(work, id, given, async () =>
    acceptCommand(work, given, () => allowedBy(rules, given)),
  );
}

/** @throws ServiceError when the configuration has no such rule any more, or it takes no commands of the sender */
function allowedBy(rules: RedrivenCommand['rules'], { rule, event }: GivenUpCommand) {
  const known = Object.hasOwn(rules, rule) ? rules[rule] : undefined;
  if (!known) throw new ServiceError('not_found', `There is no command rule ${rule} any more.`);
  if (known.sources?.includes(event.source) ?? true) return known;
  const detail = `The rule ${rule} takes no commands of the source ${event.source} any more.`;
  throw new ServiceError('invalid_parameter', detail);
}

async function attempt(
  work: CommandWork,
  eventId: string,
  given: GivenUpCommand,
  accept: () => Promise<CreatedJob | 'deleted'>,
): Promise<void> {
  try {
    report(work, eventId, given.rule, await accept());
  } catch (error) {
    if (!(error instanceof ServiceError) || !isHopeless(error)) throw error;
    await keepDeadLetter(work, eventId, given, error);
  }
}

function report(
  { logger }: CommandWork,
  event_id: string,
  rule: string,
  made: CreatedJob | 'deleted',
): void {
  if (made === 'deleted') {
    logger.info('command.passed_over', { event_id, rule, why: made });
    return;
  }
  const { id, owner, model } = made.record;
  logger.info('command.accepted', { event_id, id, owner, model, replayed: made.replayed });
}

async function keepDeadLetter(
  work: CommandWork,
  eventId: string,
  { rule, event }: GivenUpCommand,
  error: ServiceError,
): Promise<void> {
  const letter: DeadLetter = {
    source: 'command',
    rule,
    given_up_at: work.clock.now().toISOString(),
    problem: problemOf(error, eventId),
    event,
  };
  await work.store.writeJson(keys.deadLetter('commands', eventId), letter);
  work.logger.info('command.given_up', { event_id: eventId, rule, code: error.code });
}
