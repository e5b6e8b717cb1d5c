/** Real whole seconds for so many of the provider's; at least one, because a fractional wait fails an execution. */
export function scaledSeconds(seconds: number, scale: number): number {
  return Math.max(1, Math.ceil(seconds / scale));
}

/** The provider's seconds between two moments. */
export function elapsedSeconds(from: Date, to: Date, scale: number): number {
  return ((to.getTime() - from.getTime()) / 1000) * scale;
}
