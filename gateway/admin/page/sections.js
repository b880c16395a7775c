/* The parts of the page, each from the latest word of the gateway and, for rates, from one up to a minute before. */

const HIGH_SHARE = 0.05; /* of failed calls in the last minute */

const calls = (traffic) => sum(traffic.map((pair) => sum(Object.values(pair.calls))));
const failed = (traffic) => sum(traffic.map((pair) => pair.calls["5xx"] || 0));

function recent(status, earlier) {
  const spent = (new Date(status.now) - new Date(earlier.now)) / 1000;
  const number = Math.max(0, calls(status.traffic) - calls(earlier.traffic));
  return { spent, number, failed: Math.max(0, failed(status.traffic) - failed(earlier.traffic)) };
}

function judge(status, earlier) {
  const lately = recent(status, earlier);
  const failing = lately.number > 0 && lately.failed / lately.number > HIGH_SHARE;
  const grave = [
    ...status.reasons,
    ...status.notes.filter((note) => note.grave).map((note) => note.short),
    ...(failing ? [`${share(lately.failed, lately.number)} of the latest calls failed`] : []),
  ];
  const all = [...grave, ...status.notes.filter((note) => !note.grave).map((note) => note.short)];
  if (!all.length) return { state: "good", sentence: "All is well." };
  const more = all.length > 1 ? `, and ${plural(all.length - 1, "thing", "things")} more` : "";
  const begin = status.ready ? "" : "Not ready: ";
  const sentence = `${begin}${all[0]}${more}.`;
  return { state: grave.length ? "bad" : "warn", sentence: sentence[0].toUpperCase() + sentence.slice(1) };
}

function showHeadline(state, sentence) {
  const headline = find("headline");
  if (headline.textContent !== sentence) headline.textContent = sentence;
  headline.dataset.state = state;
  document.title = `${{ good: "✓", warn: "!", bad: "✕" }[state] || "·"} Gateway`;
}

function vital(name, value, more, kind) {
  return make("div", {}, make("dt", {}, name), make("dd", { className: kind || "" }, value),
    more ? make("dd", { className: "quiet" }, more) : null);
}

function samePair(pair, among) {
  return among.find((one) => one.pair.caller === pair.pair.caller && one.pair.backend === pair.pair.backend);
}

function lately(pair, earlier) {
  const past = samePair(pair, earlier);
  return since(pair.seconds, past && past.seconds);
}

function together(left, right) {
  if (!left.counts.length) return right;
  return { bounds: left.bounds, counts: left.counts.map((number, at) => number + (right.counts[at] || 0)) };
}

function buildVitals({ status, earlier }) {
  const { spent, number, failed: lost } = recent(status, earlier);
  const whole = status.traffic.map((pair) => lately(pair, earlier.traffic)).reduce(together, { bounds: [], counts: [] });
  const own = since(status.calls.own_seconds, earlier.calls.own_seconds);
  const window = spent ? `in the last ${duration(spent)}` : "soon";
  const { in_progress: busy, queue, connections } = status.calls;
  return [
    vital("Calls a minute", spent ? rate((60 * number) / spent) : NOTHING, window),
    vital("Failed (5xx)", spent ? share(lost, number) : NOTHING, window, lost ? "bad" : ""),
    vital("Time to an answer", seconds(quantile(whole, 0.5)), `p50 · p95 ${seconds(quantile(whole, 0.95))}`),
    vital("The gateway’s own", seconds(quantile(own, 0.5)), `p50 · p95 ${seconds(quantile(own, 0.95))}`),
    vital("In progress", count(busy), `${count(queue)} waiting`),
    vital("Connections", count(connections), "of callers"),
  ];
}

function buildTraffic({ traffic, earlier, spent }) {
  const rows = traffic.map((pair) => {
    const total = calls([pair]);
    const past = samePair(pair, earlier);
    const times = lately(pair, earlier);
    const cell = (status, kind) => {
      const number = pair.calls[status] || 0;
      return number ? make("span", { className: kind }, count(number), " ", quiet(share(number, total))) : "0";
    };
    const { caller, backend } = pair.pair;
    return [
      make("span", {}, caller || "unknown", make("span", { className: "arrow" }, "→"), backend || "no route"),
      count(total),
      spent ? rate((60 * (total - (past ? calls([past]) : 0))) / spent) : NOTHING,
      cell("4xx", ""), cell("5xx", "bad"), cell("gone", ""),
      seconds(quantile(times, 0.5)), seconds(quantile(times, 0.95)),
    ];
  });
  const columns = ["Calls", "A minute", "4xx", "5xx", "Hung up", "p50", "p95"].map((title) => [title, true]);
  return table("Calls by dialect pair", [["Callers → backend", false], ...columns], rows, true);
}

function buildEndpoint(endpoint) {
  const { connections, failures, last_failure: last } = endpoint;
  const facts = [
    !endpoint.up && endpoint.since && `since ${moment(endpoint.since, new Date())}`,
    endpoint.breaker && `breaker ${endpoint.breaker.replace("_", "-")}`,
    endpoint.healthy === false && "probes fail",
    `${count(endpoint.requests)} in progress`,
    Object.keys(connections).length && `connections: ${Object.entries(connections).map(([s, n]) => `${count(n)} ${s}`).join(", ")}`,
    Object.keys(failures).length
      ? `failed attempts: ${Object.entries(failures).map(([kind, n]) => `${count(n)} ${kind}`).join(", ")}` : "no attempt failed",
    endpoint.repeats && `${plural(endpoint.repeats, "attempt", "attempts")} made again`,
    last && `last failure ${last.kind} at ${moment(last.at, new Date())}`,
  ];
  return make("div", { className: "endpoint" },
    mono(endpoint.url),
    make("span", { className: `state ${endpoint.up ? "good" : "bad"}` }, endpoint.up ? "in use" : "left alone"),
    told(facts.filter(Boolean).join(" · ")));
}

function buildBackends({ backends }) {
  return backends.map((backend) => make("div", { className: "backend" },
    make("h3", {}, backend.name, " ", quiet(`${backend.dialect}, ${backend.representation}`)),
    backend.endpoints.map(buildEndpoint)));
}

function buildLosses({ losses, parameters }) {
  const parts = [losses.length
    ? table("Losses", [["Change, by route", false], ["Times", true]],
      losses.map((row) => [[mono(row.change), " ", quiet(row.route)], count(row.count)]))
    : told("Nothing was lost.")];
  if (parameters.length) {
    parts.push(make("h3", { className: "after" }, "Unknown parameters"), table("Unknown parameters",
      [["What became of them, by route", false], ["Times", true]],
      parameters.map((row) => [[row.policy, " ", quiet(row.route)], count(row.count)])));
  }
  return parts;
}

function buildRefused(status) {
  const rows = [
    ...status.limited.map((row) => ["limit", row.limit, row.count]),
    ...status.refused.map((row) => ["request", row.reason, row.count]),
    ...status.connections_refused.map((row) => ["connection", row.why, row.count]),
    ...status.unknown_outcomes.map((row) => ["unknown outcome", row.operation, row.count]),
    ["login", "failed", status.failed_logins],
    ["answer", "cut off on its way", status.cut_off_answers],
  ].filter(([, , number]) => number);
  if (!rows.length) return told("Nobody was turned away.");
  return table("Turned away", [["What", false], ["Why", false], ["Times", true]],
    rows.map(([what, why, number]) => [what, mono(why), count(number)]));
}

function buildConfig({ config, processes, uptime }) {
  const now = new Date();
  const last = config.last_change;
  const change = last
    ? [make("span", { className: last.applied ? "good" : "bad" }, last.applied ? "applied" : "refused"), ` ${moment(last.at, now)}`]
    : ["none since the start"];
  const workers = processes.wanted > 1
    ? fact("Workers", `${processes.ready} of ${processes.wanted} take calls`, processes.lost ? `, ${processes.lost} lost` : "") : [];
  return [
    ...fact("File", mono(config.name)), ...fact("Hash", mono(config.hash)),
    ...fact("In use since", moment(config.applied, now)), ...fact("Last change", ...change),
    ...(last ? last.faults.map((fault) => fact("Fault", mono(fault))).flat() : []),
    ...fact("Routes", count(config.routes)), ...workers, ...fact("Up for", uptime),
  ];
}
