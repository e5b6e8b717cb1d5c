import type { WriteStream } from 'node:tty';
import colours from 'picocolors';

const barWidth = 24;

/** One thing that is going on. */
export type Progress = {
  readonly name: string;
  readonly status: string;
  readonly elapsedSeconds: number;
  /** Between 0 and 1. */
  readonly share: number;
};

/** Shows several things at once: lines that redraw on a terminal, a line per change elsewhere. */
export class ProgressView {
  readonly #out: WriteStream;
  #drawnLines = 0;
  #saidBefore = new Map<string, string>();

  constructor(out: WriteStream) {
    this.#out = out;
  }

  show(all: readonly Progress[]): void {
    if (this.#out.isTTY) this.#redraw(all);
    else for (const one of all) this.#sayChange(one);
  }

  #redraw(all: readonly Progress[]): void {
    if (this.#drawnLines > 0) this.#out.moveCursor(0, -this.#drawnLines);
    for (const one of all) {
      this.#out.clearLine(0);
      this.#out.write(`${renderProgress(one)}\n`);
    }
    this.#drawnLines = all.length;
  }

  #sayChange(one: Progress): void {
    if (this.#saidBefore.get(one.name) === one.status) return;
    this.#saidBefore.set(one.name, one.status);
    this.#out.write(`${renderProgress(one)}\n`);
  }
}

/** For instance `  text→video   ████████░░░░░░░░░░░░░░░░  in_progress    3.2 s`. */
function renderProgress({ name, status, elapsedSeconds, share }: Progress): string {
  const filled = Math.round(Math.min(1, Math.max(0, share)) * barWidth);
  const bar = '█'.repeat(filled) + '░'.repeat(barWidth - filled);
  const seconds = `${elapsedSeconds.toFixed(1)} s`.padStart(8);
  return `  ${name.padEnd(13)} ${colours.cyan(bar)}  ${status.padEnd(12)}${colours.dim(seconds)}`;
}
