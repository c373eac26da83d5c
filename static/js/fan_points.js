// The points of the fan: from the chart's last bar over each day to the closes that a forecast is for.

const DAY = 86_400_000;
const LINES = ["low90", "low50", "median", "high50", "high90"];

// `bar` is the chart's last, its time a day (YYYY-MM-DD). Each point is { time, low90, low50, median, high50, high90 }.
export function fan(answer, bar) {
  const closes = [answer, ...answer.further].map(levels).filter(({ time }) => bar && time > bar.time);
  if (!closes.length) return [];
  const start = { time: bar.time, ...Object.fromEntries(LINES.map((line) => [line, bar.close])) };
  const weekends = answer.further.every(({ days, for_day: day }) => between(answer.for_day, day) === days - 1);
  return closes.reduce((points, close) => [...points, ...steps(points.at(-1), close, weekends)], [start]);
}

// The days from one point to the next. A spread grows as the root of the time, so its square is what grows evenly.
function steps(from, to, weekends) {
  const days = [];
  for (let at = Date.parse(from.time) + DAY; at < Date.parse(to.time); at += DAY) {
    if (weekends || ![0, 6].includes(new Date(at).getUTCDay())) days.push(new Date(at).toISOString().slice(0, 10));
  }
  const points = days.map((time, place) => {
    const part = (place + 1) / (days.length + 1);
    const median = from.median + part * (to.median - from.median);
    const spread = (line) => Math.sqrt((1 - part) * (from[line] - from.median) ** 2 + part * (to[line] - to.median) ** 2);
    const level = (line) => median + Math.sign(LINES.indexOf(line) - LINES.indexOf("median")) * spread(line);
    return { time, ...Object.fromEntries(LINES.map((line) => [line, level(line)])) };
  });
  return [...points, to];
}

function levels({ for_day: time, prediction: median, interval }) {
  const [[low50, high50], [low90, high90]] = [interval["50"], interval["90"]];
  return { time, low90, low50, median, high50, high90 };
}

const between = (from, to) => Math.round((Date.parse(to) - Date.parse(from)) / DAY);
