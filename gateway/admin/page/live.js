/* Asks the gateway every two seconds, as long as somebody looks. */

const EVERY = 2000; /* milliseconds */
const PATIENCE = 8000;
const WINDOW = 60000;
const KEY = "gateway-token";

const history = []; /* what it said in the last minute, the oldest first: {at, status} */
let timer = 0;
let turn = 0; /* which look this is: the answer to an older one comes too late */
let silentSince = null;

function ask(path, options) {
  const token = sessionStorage.getItem(KEY);
  const headers = token ? { Authorization: `Bearer ${token}` } : {};
  return fetch(path, { ...options, headers, cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
}

function remember(status) {
  const at = Date.now();
  const last = history[history.length - 1];
  if (last && status.uptime_seconds < last.status.uptime_seconds) history.length = 0; /* it was started anew */
  history.push({ at, status });
  while (history.length > 2 && at - history[0].at > WINDOW) history.shift();
  return history[0].status;
}

function display(status) {
  const earlier = remember(status);
  const { state, sentence } = judge(status, earlier);
  showHeadline(state, sentence);
  show("notes", [status.reasons, status.notes], () => [
    ...status.reasons.map((reason) => make("li", { className: "bad" }, reason)),
    ...status.notes.map((note) => make("li", { className: note.grave ? "bad" : "" }, note.text))]);
  show("build", status.build, ({ version, commit }) => [`${version}${commit === "unknown" ? "" : ` · ${commit}`}`]);
  show("vitals", { status, earlier }, buildVitals);
  const spent = (new Date(status.now) - new Date(earlier.now)) / 1000;
  show("traffic", { traffic: status.traffic, earlier: earlier.traffic, spent }, buildTraffic);
  const minute = Math.floor(Date.now() / 60000); /* how long ago something was is told in minutes */
  show("backends", { backends: status.backends, minute }, buildBackends);
  show("losses", { losses: status.losses, parameters: status.unknown_parameters }, buildLosses);
  const { limited, refused, connections_refused, unknown_outcomes, failed_logins, cut_off_answers } = status;
  show("refused", { limited, refused, connections_refused, unknown_outcomes, failed_logins, cut_off_answers }, buildRefused);
  const { config, processes, uptime_seconds: uptime } = status;
  show("config", { config, processes, uptime: duration(uptime), minute }, buildConfig);
  find("asked").textContent = `As of ${new Date(status.now).toLocaleTimeString("en-GB")}, every two seconds`;
}

function needToken() {
  const tried = sessionStorage.getItem(KEY) !== null;
  sessionStorage.removeItem(KEY);
  find("login-said").textContent = tried ? "That is not its token." : "";
  find("login").hidden = false;
  find("content").hidden = true;
  find("notes").replaceChildren();
  shown.delete("notes");
  find("asked").textContent = "";
  showHeadline("wait", "The gateway asks for a token.");
  find("token").focus();
}

function tellSilence() {
  silentSince = silentSince || new Date();
  showHeadline("bad", `The gateway has not answered since ${silentSince.toLocaleTimeString("en-GB")}.`);
  find("asked").textContent = "What is below is the last it said.";
}

async function poll() {
  clearTimeout(timer);
  if (document.hidden) return;
  turn += 1;
  const mine = turn;
  try {
    const answer = await ask("/status");
    const status = answer.ok ? await answer.json() : null;
    if (mine !== turn) return;
    if (answer.status === 401) {
      needToken();
      return;
    }
    if (!status) throw new Error(`status ${answer.status}`);
    display(status);
    silentSince = null;
    find("login").hidden = true;
    find("content").hidden = false;
  } catch {
    if (mine !== turn) return;
    tellSilence();
  }
  timer = setTimeout(poll, EVERY);
}

find("login").addEventListener("submit", (event) => {
  event.preventDefault();
  sessionStorage.setItem(KEY, find("token").value);
  find("token").value = "";
  poll();
});
find("translate").addEventListener("submit", translate);
find("call").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) find("translate").requestSubmit();
});
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) poll();
});
poll();
