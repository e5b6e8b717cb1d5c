/** Levels of a key information schema (dashscope-api §11.1). */
const maxLevels = 3;

const accepted =
  'Give names whose values are hints or "", nested at most three levels: {"Invoice No": "", "Buyer": {"Name": ""}}.';

/** Why this is not what key information extraction takes, or `null`. */
export function resultSchemaProblem(schema: Readonly<Record<string, unknown>>): string | null {
  if (Object.keys(schema).length === 0) return `It is empty. ${accepted}`;
  return isFit(schema, 1) ? null : accepted;
}

function isFit(node: unknown, level: number): boolean {
  if (typeof node === 'string') return true;
  if (node === null || typeof node !== 'object' || level > maxLevels) return false;
  return Object.values(node).every((child) => isFit(child, level + 1));
}
