import type { SeenMedia } from '../chat/view-media.ts';
import type { GenerationRequest, OcrTask } from './generation-request.ts';

/** What a task reads: text as the model writes it, and what the service makes of it (dashscope-api §11.2). */
export type OcrAnswer = {
  readonly text: string;
  readonly result?: { readonly kv_result: unknown } | { readonly words_info: readonly unknown[] };
};

type Page = { readonly text: string; readonly width: number; readonly height: number };
type Read = (page: Page, request: GenerationRequest) => OcrAnswer;

const readers: Readonly<Record<OcrTask, Read>> = {
  text_recognition: ({ text }) => ({ text }),
  multi_lan: ({ text }) => ({ text }),
  key_information_extraction: extractKeys,
  advanced_recognition: locateWords,
  table_parsing: ({ text }) => ({
    text: fenced('html', `<table><tr><td>${text}</td></tr></table>`),
  }),
  document_parsing: ({ text }) => ({ text: `\\section{Page}\n${text}` }),
  formula_recognition: ({ width, height }) => ({ text: `$$ ${width} \\times ${height} $$` }),
};

/** The answer to a task about the first picture; `said` is what the twin sees in it. */
export function readPage(
  task: OcrTask,
  request: GenerationRequest,
  said: string,
  seen: readonly SeenMedia[],
): OcrAnswer {
  const { width = 0, height = 0 } = seen[0]?.media[0] ?? {};
  return readers[task]({ text: said, width, height }, request);
}

function extractKeys({ text }: Page, { resultSchema }: GenerationRequest): OcrAnswer {
  const values = fillIn(resultSchema ?? { content: '' }, text);
  return {
    text: fenced('json', JSON.stringify(values, null, 4)),
    result: { kv_result: values },
  };
}

/** Every leaf gets a value; "null" is the word for one that is not in the picture. */
function fillIn(schema: Readonly<Record<string, unknown>>, text: string): object {
  return Object.fromEntries(
    Object.entries(schema).map(([name, hint]) => {
      const isNested = typeof hint === 'object' && hint !== null;
      if (isNested) return [name, fillIn(hint as Readonly<Record<string, unknown>>, text)];
      return [name, /missing/i.test(name) ? 'null' : text];
    }),
  );
}

const wordHeight = 20;
/** Numbers in the text are thousandths of a side, those beside it are pixels. */
const thousandths = 999;

function locateWords({ text, width, height }: Page): OcrAnswer {
  const words = text.split(/\s+/).slice(0, 5);
  const lines = words.map((word, index) => {
    const [top, bottom] = [index * wordHeight, (index + 1) * wordHeight];
    const location = [0, top, width, top, width, bottom, 0, bottom];
    const centre = [width / 2, top + wordHeight / 2];
    return { text: word, location, rotate_rect: [...centre, wordHeight, width, 90] };
  });
  const scaled = lines.map(({ text: word, rotate_rect: [x = 0, y = 0, w = 0, h = 0, angle] }) => ({
    rotate_rect: [scale(x, width), scale(y, height), scale(w, width), scale(h, height), angle],
    text: word,
  }));
  return { text: fenced('json', JSON.stringify(scaled)), result: { words_info: lines } };
}

function scale(pixels: number, side: number): number {
  return Math.round((pixels / Math.max(1, side)) * thousandths);
}

function fenced(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}
