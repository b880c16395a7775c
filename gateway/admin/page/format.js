"use strict";

/* Numbers and times as people read them. */

const NOTHING = "–";
const WHOLE = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const TENTHS = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });

const count = (number) => WHOLE.format(number);
const plural = (number, one, many) => `${count(number)} ${number === 1 ? one : many}`;
const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

function rate(number) {
  return number >= 10 ? WHOLE.format(number) : TENTHS.format(number);
}

function share(part, whole) {
  if (!whole) return NOTHING;
  const percent = (100 * part) / whole;
  return percent > 0 && percent < 0.1 ? "< 0.1 %" : `${TENTHS.format(percent)} %`;
}

function seconds(value) {
  if (value === null) return NOTHING;
  if (value < 0.01) return `${TENTHS.format(value * 1000)} ms`;
  if (value < 1) return `${WHOLE.format(value * 1000)} ms`;
  return `${TENTHS.format(value)} s`;
}

function duration(total) {
  const steps = [[86400, "d"], [3600, "h"], [60, "min"], [1, "s"]];
  const largest = steps.findIndex(([size]) => total >= size);
  if (largest < 0) return "0 s";
  const [size, name] = steps[largest];
  const [smaller, smallName] = steps[largest + 1] || [];
  const rest = smaller ? Math.floor((total % size) / smaller) : 0;
  return `${Math.floor(total / size)} ${name}${rest ? ` ${rest} ${smallName}` : ""}`;
}

/* "14:03:07, 2 min ago", with the day where it is another one. */
function moment(text, now) {
  const then = new Date(text);
  const today = then.toDateString() === now.toDateString();
  const clock = then.toLocaleTimeString("en-GB");
  const day = today ? "" : `${then.toLocaleDateString("en-GB", { day: "numeric", month: "short" })} `;
  const minutes = Math.floor((now - then) / 60000);
  return `${day}${clock}, ${minutes < 1 ? "just now" : `${duration(minutes * 60)} ago`}`;
}

/* The value below which so much of a distribution lies, between two bounds in proportion; null where it is empty. */
function quantile(distribution, part) {
  const { bounds, counts } = distribution;
  const wanted = sum(counts) * part;
  if (!wanted) return null;
  let below = 0;
  for (let index = 0; index < bounds.length; index += 1) {
    if (below + counts[index] >= wanted) {
      const low = index ? bounds[index - 1] : 0;
      return low + ((bounds[index] - low) * (wanted - below)) / counts[index];
    }
    below += counts[index];
  }
  return bounds[bounds.length - 1];
}

/* What came to a distribution since an earlier look at it. */
function since(later, earlier) {
  if (!earlier || earlier.counts.length !== later.counts.length) return later;
  return { bounds: later.bounds, counts: later.counts.map((number, index) => Math.max(0, number - earlier.counts[index])) };
}
