import type { FieldProblem } from '../contract/problem.ts';
import type { VisionKind, VisionResult } from '../contract/vision.ts';
import type { Chat } from '../dashscope/chat.ts';
import type { Generations } from '../dashscope/generation.ts';
import type { MediaDelivery } from '../media/delivery.ts';
import type { Clock } from '../runtime/world.ts';
import type { Rejected } from './chat-request.ts';
import type { VisionPlan } from './plan-vision.ts';
import type { Question } from './question.ts';

/** What asking a vision model works with. */
export type VisionWork = {
  readonly chat: Chat;
  readonly generations: Generations;
  readonly media: MediaDelivery;
  readonly clock: Clock;
  /** The model of each kind when the caller names none. */
  readonly defaultModels: Readonly<Record<VisionKind, string>>;
};

/** Who asks, and under which request id. */
export type VisionCaller = {
  readonly owner: string;
  readonly requestId: string;
  /** What is wrong with the request already, to be told with whatever else is. */
  readonly problems?: readonly FieldProblem[];
};

/** A piece of an answer while it is made; the last one is the whole. */
export type VisionEvent =
  | { readonly event: 'reasoning.delta' | 'text.delta'; readonly data: { readonly delta: string } }
  | { readonly event: 'result'; readonly data: VisionResult };

/** A checked request, ready to be sent. */
export type AskedVision = {
  readonly plan: VisionPlan;
  readonly question: Question;
  /** The same question once more, with what was wrong with its answer. */
  readonly askAgain: (rejected: Rejected) => Question;
};

/** A call on its way to its result. */
export type VisionCall = {
  readonly work: VisionWork;
  readonly caller: VisionCaller;
  readonly asked: AskedVision;
  readonly until: Date;
};
