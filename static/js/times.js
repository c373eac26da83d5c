// Times told in the reader's zone, or in an exchange's, which is named beside them. Moments are milliseconds, days are
// YYYY-MM-DD.

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const formats = new Map();

function format(zone) {
  if (!formats.has(zone)) {
    formats.set(zone, new Intl.DateTimeFormat("en-GB", {
      timeZone: zone, weekday: "short", year: "numeric", month: "2-digit", day: "2-digit",
      hour: "2-digit", minute: "2-digit", hourCycle: "h23",
    }));
  }
  return formats.get(zone);
}

// What a clock and a calendar in `zone` show.
function shown(at, zone) {
  const parts = Object.fromEntries(format(zone).formatToParts(at).map((part) => [part.type, part.value]));
  return { weekday: parts.weekday, day: `${parts.year}-${parts.month}-${parts.day}`, time: `${parts.hour}:${parts.minute}` };
}

export const place = (zone) => zone.split("/").at(-1).replaceAll("_", " ");

export const clock = (at, now, zone) => `${hour(at, now, zone)} ${place(zone)}`;

// The same without the zone's name, where it is the reader's own.
export function hour(at, now, zone) {
  const here = shown(at, zone);
  const away = Math.abs(Date.parse(here.day) - Date.parse(shown(now, zone).day)) / 86_400_000;
  const before = away < 7 ? here.weekday : day(here.day, now, zone);
  return `${away ? `${before} ` : ""}${here.time}`;
}

// What clocks in the reader's zone `here` show when it is `at`; nothing when those in `zone` show the same.
export function also(at, zone, here) {
  const [there, mine] = [shown(at, zone), shown(at, here)];
  if (there.day === mine.day) return there.time === mine.time ? "" : mine.time;
  return `${mine.weekday} ${mine.time}`;
}

export function day(when, now, zone) {
  const [year, month, date] = when.split("-").map(Number);
  const words = `${date} ${MONTHS[month - 1]}`;
  const away = Math.abs(Date.parse(shown(now, zone).day) - Date.parse(when)) / 86_400_000;
  return away <= 300 ? words : `${words} ${year}`;
}

// In the reader's zone `here` where it is known, else in the exchange's, with its name.
export const when = (at, now, zone, here) => (here ? hour(at, now, here) : clock(at, now, zone));

// The time of day, or the date when it is not today's.
export function moment(at, now, zone, here) {
  const shownDay = shown(at, here ?? zone).day;
  return shownDay === shown(now, here ?? zone).day ? when(at, now, zone, here) : day(shownDay, now, here ?? zone);
}
