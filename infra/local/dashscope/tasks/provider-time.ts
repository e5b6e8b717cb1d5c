const offsetMilliseconds = 8 * 3600 * 1000;
const queryTime = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})$/;

/** `YYYY-MM-DD HH:mm:ss.SSS` in UTC+8, as poll answers carry it (dashscope-api §4.3). */
export function formatProviderTime(epochMilliseconds: number): string {
  return new Date(epochMilliseconds + offsetMilliseconds)
    .toISOString()
    .slice(0, 23)
    .replace('T', ' ');
}

/** Epoch milliseconds of a `YYYYMMDDhhmmss` query value in UTC+8 (dashscope-api §5.1); `undefined` when it is not one. */
export function parseQueryTime(text: string): number | undefined {
  const parts = queryTime.exec(text)?.slice(1).map(Number);
  if (parts === undefined) return undefined;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - offsetMilliseconds;
}
