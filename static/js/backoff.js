// How long to wait before connecting again, in milliseconds. Jitter keeps a thousand pages from coming back at once.

const FIRST = 1_000;
const MOST = 30_000;
const LONG = 15_000;

// `code` is the close code, `attempt` counts from 0 since the last message, `random` is in [0, 1). Null: stay away.
export function wait(code, attempt, random) {
  if (code >= 4000 && code <= 4099) return null;
  if (code >= 4200 && code <= 4299 && attempt === 0) return random * 500;
  const longest = Math.min(MOST, (code >= 4100 && code <= 4199 ? LONG : FIRST) * 2 ** attempt);
  return longest / 2 + (random * longest) / 2;
}
