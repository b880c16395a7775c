// Times of 2010 are in UTC, those of 2008 in Pacific time, by the rule of the United States since 2007.
const DAY = 86_400_000;
const HOUR = 3_600_000;
const MOST = 10_000;
const summers = new Map();

// When summer time begins and ends in that year: on the second Sunday of March and the first of November, at 2 o'clock.
function summer(year) {
  let bounds = summers.get(year);
  if (bounds === undefined) {
    const march = Date.UTC(year, 2, 1);
    const november = Date.UTC(year, 10, 1);
    const sunday = (first) => (7 - new Date(first).getUTCDay()) % 7;
    bounds = [march + (sunday(march) + 7) * DAY + 10 * HOUR, november + sunday(november) * DAY + 9 * HOUR];
    summers.set(year, bounds);
  }
  return bounds;
}

// By the hour in UTC: what stands before the minutes, and the zone behind the seconds. Emptied before it grows large.
const pacificHours = new Map();

function pacificHour(text) {
  const moment = Date.parse(text);
  if (Number.isNaN(moment)) return undefined;
  const [begins, ends] = summer(Number(text.slice(12, 16)));
  const isSummer = moment >= begins && moment < ends;
  const shown = new Date(moment - (isSummer ? 7 : 8) * HOUR).toUTCString();
  return [shown.slice(0, 19), isSummer ? " -0700" : " -0800"];
}

// "Tue, 31 Aug 2010 20:36:28 +0000" -> "Tue, 31 Aug 2010 13:36:28 -0700"; what is no such time stays as it is.
export function pacific(text) {
  const hour = text.slice(0, 19);
  let shown = pacificHours.get(hour);
  if (shown === undefined) {
    if (text.length !== 31 || !text.endsWith("+0000")) return text;
    shown = pacificHour(text);
    if (shown === undefined) return text;
    if (pacificHours.size > MOST) pacificHours.clear();
    pacificHours.set(hour, shown);
  }
  return shown[0] + text.slice(19, 25) + shown[1];
}

// By the hour and its zone: what stands before the minutes in UTC.
const utcHours = new Map();

// The other way round.
export function utc(text) {
  const key = text.slice(0, 19) + text.slice(25);
  let shown = utcHours.get(key);
  if (shown === undefined) {
    const moment = Date.parse(text);
    if (text.length !== 31 || !text.endsWith("00") || Number.isNaN(moment)) return text;
    shown = new Date(moment).toUTCString().slice(0, 19);
    if (utcHours.size > MOST) utcHours.clear();
    utcHours.set(key, shown);
  }
  return `${shown}${text.slice(19, 25)} +0000`;
}
