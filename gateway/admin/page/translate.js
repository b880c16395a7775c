/* The translate box: both wire forms side by side, and every change and loss between them. */

const PHASES = {
  read_request: "Reading the caller’s request",
  write_request: "Writing it for the backend",
  read_response: "Reading the backend’s answer",
  show_account: "Turning account ids around",
  write_response: "Writing the answer for the caller",
};

/* JSON and XML on one line are indented, for reading: white space between the parts means nothing in either. */
function readable({ headers, body }) {
  const type = (headers.find(([name]) => name.toLowerCase() === "content-type") || ["", ""])[1];
  if (/json/i.test(type)) {
    try {
      return JSON.stringify(JSON.parse(body), null, 2);
    } catch {
      return body;
    }
  }
  if (!/xml/i.test(type)) return body;
  let depth = 0;
  return body.trim().replace(/>\s*</g, ">\n<").split("\n").map((line) => {
    if (/^<\//.test(line)) depth -= 1;
    const indented = "  ".repeat(Math.max(0, depth)) + line;
    if (/^<[^!?/][^>]*[^/]>$|^<[^!?/]>$/.test(line)) depth += 1;
    return indented;
  }).join("\n");
}

function wire(title, message) {
  const first = message.method ? `${message.method} ${message.target}` : `${message.status}`;
  const fields = message.headers.map(([name, value]) => make("span", { className: "field" }, `\n${name}: ${value}`));
  const body = message.body ? `\n\n${readable(message)}` : "";
  const pre = make("pre", { tabIndex: 0 }, make("b", {}, first), ...fields, body);
  pre.setAttribute("role", "region");
  pre.setAttribute("aria-label", title);
  return make("div", { className: "wire" }, make("h3", {}, title), pre);
}

function exchanges(list) {
  if (!list.length) return [make("div", { className: "wire" }, make("h3", {}, "The backend"), told("It is asked nothing."))];
  return list.flatMap((one, at) => {
    const number = list.length > 1 ? ` (${at + 1} of ${list.length})` : "";
    const answer = one.backend_response ? wire(`The backend answers${number}`, one.backend_response)
      : make("div", { className: "wire" }, make("h3", {}, "The backend answers"), told("Nobody plays a backend of this dialect here."));
    return [wire(`The backend gets${number}`, one.backend_request), answer];
  });
}

function stepParts(step) {
  const places = new Map();
  for (const change of step.changes) {
    const known = places.get(change.change) || { tells: change.tells, where: new Set() };
    places.set(change.change, { ...known, where: known.where.add(change.where) });
  }
  const changes = [...places].map(([name, { tells, where }]) => make("li", {},
    mono(name), tells ? make("span", { className: "tells" }, marked(tells)) : null, quiet([...where].filter(Boolean).join(", "))));
  const losses = step.losses.map((loss) => make("li", { className: "loss" },
    make("strong", { className: "warn" }, "Loss "), mono(`${loss.where} (${loss.change})`), make("span", { className: "tells" }, marked(loss.text))));
  return [make("h3", {}, PHASES[step.phase] || step.phase), make("ul", {}, changes, losses)];
}

function buildTranslated(call) {
  const steps = call.steps.filter((step) => step.changes.length || step.losses.length);
  const said = steps.length ? steps.flatMap(stepParts) : told("No named change fired.");
  return [
    make("div", { className: "wires" },
      make("div", {}, wire("The caller sends", call.caller_request)),
      make("div", {}, exchanges(call.exchanges)),
      make("div", {}, wire("The caller gets", call.caller_response))),
    make("div", { className: "steps" }, said),
  ];
}

function sentenceOf(call) {
  const losses = sum(call.steps.map((step) => step.losses.length));
  const changes = new Set(call.steps.flatMap((step) => step.changes.map((change) => change.change))).size;
  const operation = (call.canonical_request && call.canonical_request.operation) || "no operation a table knows";
  const way = call.imagined
    ? "No route in use takes it; told by the dialect its path looks like" : `Route ${call.route}`;
  const problem = call.problem ? ` It ends in a problem: ${call.problem.kind}, of the ${call.problem.source}.` : "";
  const fired = `${plural(changes, "named change", "named changes")}, ${plural(losses, "loss", "losses")}`;
  return `${way}: ${operation}, ${fired}.${problem}`;
}

async function translate(event) {
  event.preventDefault();
  const button = event.submitter || find("translate").querySelector("button");
  const said = find("translate-said");
  button.disabled = true;
  said.className = "";
  said.textContent = "Translating …";
  try {
    const answer = await ask(`/translate${find("imagined").checked ? "?imagined" : ""}`, { method: "POST", body: find("call").value });
    if (answer.ok) {
      const call = await answer.json();
      said.textContent = sentenceOf(call);
      find("translated").replaceChildren(...buildTranslated(call));
    } else {
      said.className = "bad";
      said.textContent = await answer.text();
      find("translated").replaceChildren();
    }
  } catch {
    said.className = "bad";
    said.textContent = "The gateway does not answer.";
  }
  button.disabled = false;
}
