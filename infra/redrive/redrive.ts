import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { letterDays } from '../../shared/dead-letters/dead-letter.ts';
import { isRedrivable } from '../../shared/dead-letters/letter-age.ts';
import type { Clock } from '../../shared/runtime/world.ts';
import type { ObjectStore } from '../../shared/storage/object-store.ts';
import { describeLetter, mayHaveBeenBilled } from './describe-letter.ts';
import { type RedrivenEvent, toEvent } from './to-event.ts';

/** Where letters lie. */
type LetterSource = { readonly store: ObjectStore; readonly prefix: string };

/** What redriving works with. */
export type RedriveWork = {
  readonly sources: readonly LetterSource[];
  readonly bus: { readonly client: EventBridgeClient; readonly name: string };
  readonly clock: Pick<Clock, 'now'>;
  readonly print: (line: string) => void;
};

export type RedriveRequest = {
  /** Only letters whose key begins so. */
  readonly prefix: string;
  /** Nothing is sent or removed. */
  readonly onlyList: boolean;
  /** Tries even what may have been billed. */
  readonly payAgain: boolean;
};

/** Some letters could not be tried again. */
class LettersLeftError extends Error {
  override readonly name = 'LettersLeft';
  readonly code = 'letters_left';
}

/**
 * Sends the event of each dead letter to the bus once more and removes the letter; one that cannot be sent does not
 * keep back the others. Prints a line for each.
 * @throws LettersLeftError after all, when any is still there because of an error
 */
export async function redrive(work: RedriveWork, request: RedriveRequest): Promise<void> {
  const letters = await findLetters(work, request.prefix);
  if (letters.length === 0) work.print('There are no dead letters.');
  let failures = 0;
  for (const { store, key } of letters) {
    try {
      await redriveOne(work, store, key, request);
    } catch (error) {
      failures += 1;
      work.print(`${key}  not tried again: ${reasonOf(error)}`);
    }
  }
  if (failures > 0) throw new LettersLeftError(`${failures} could not be tried again and stay.`);
}

/** A parser's words quote what it could not read. */
function reasonOf(error: unknown): string {
  return error instanceof SyntaxError ? 'it is no JSON' : (error as Error).message;
}

async function findLetters({ sources }: RedriveWork, wanted: string) {
  const found = sources.map(async ({ store, prefix }) =>
    (await store.listKeys(prefix)).map((key) => ({ store, key })),
  );
  return (await Promise.all(found)).flat().filter(({ key }) => key.startsWith(wanted));
}

async function redriveOne(
  { bus, clock, print }: RedriveWork,
  store: ObjectStore,
  key: string,
  request: RedriveRequest,
): Promise<void> {
  const stored = await store.readJson(key);
  // somebody else was quicker
  if (!stored) return;
  const event = toEvent(stored.value);
  const fate = fateOf(event, stored.value, request, clock.now());
  if (event && fate === 'sent') {
    await send(bus, event);
    // only now: a letter that goes twice is one job all the same
    await store.remove(key);
  }
  print(`${key}  ${fate}  ${event?.what ?? 'unknown'}  ${describeLetter(stored.value)}`);
}

/** What becomes of a letter, in the word that is printed of it. */
function fateOf(
  event: RedrivenEvent | undefined,
  letter: unknown,
  { onlyList, payAgain }: RedriveRequest,
  now: Date,
): string {
  if (!event) return 'cannot be tried again';
  if (event.time !== undefined && !isRedrivable(event.time, now)) return tooOld;
  if (mayHaveBeenBilled(letter) && !payAgain) return 'stays without --pay-again';
  return onlyList ? 'waits' : 'sent';
}

/** A letter that is refused again is a new one: without this, letters of one event could go on for ever. */
const tooOld = `stays, its event came more than ${letterDays} days ago: have it sent or uploaded anew`;

async function send({ client, name }: RedriveWork['bus'], event: RedrivenEvent): Promise<void> {
  const { Source, DetailType, Detail } = event;
  const Entries = [{ EventBusName: name, Source, DetailType, Detail }];
  const { Entries: [answer] = [] } = await client.send(new PutEventsCommand({ Entries }));
  if (answer?.ErrorCode) throw new Error(`${answer.ErrorCode}: ${answer.ErrorMessage}`);
}
