// The gateway most would write in Node: node:http in front, an undici pool behind, the translation by hand in between.
import cluster from "node:cluster";
import http from "node:http";
import { createRequire } from "node:module";
import * as calls2008 from "./calls_2008.js";
import * as callsInJson from "./calls_2010_json.js";
import * as callsInXml from "./calls_2010_xml.js";

const { PORT, BACKEND_URL, CALLER, BACKEND, TO_BACKEND, WORKERS, MODULES, OLD_BACKEND, XML_CALLER } = process.env;
const { Pool } = createRequire(`${MODULES}/`)("undici");

// What callers ask, by the host they name: where that is for them, where it is for the backend, and who translates between.
const OLD = [`/2008-08-01/Accounts/${CALLER}/Calls`, "", "num"];
const NEW = [`/2010-04-01/Accounts/${CALLER}/Calls`, "", "PageSize"];
const NEW_JSON = [NEW[0], ".json", "PageSize"];
const BEHIND_NEW = [`/2010-04-01/Accounts/${BACKEND}/Calls`, ".json", "PageSize"];
const BEHIND_OLD = [`/2008-08-01/Accounts/${BACKEND}/Calls`, "", "num"];
const WAYS = {
  [XML_CALLER]: { front: NEW, behind: BEHIND_NEW, translator: callsInXml },
  [OLD_BACKEND]: { front: NEW_JSON, behind: BEHIND_OLD, translator: callsInJson },
};
const ELSE = { front: OLD, behind: BEHIND_NEW, translator: calls2008 };

async function bodyOf(request) {
  let body = "";
  request.setEncoding("utf8");
  for await (const piece of request) body += piece;
  return body;
}

// The target for the backend, or undefined where nothing is asked that there is.
function targetOf(url, { front, behind }) {
  if (!url.startsWith(front[0])) return undefined;
  const [path, query] = url.slice(front[0].length).split("?");
  const rest = path.slice(0, path.length - front[1].length);
  const size = query?.startsWith(`${front[2]}=`) ? `?${behind[2]}=${query.slice(front[2].length + 1)}` : "";
  return behind[0] + rest + behind[1] + size;
}

function serve() {
  const backend = new Pool(BACKEND_URL, { connections: 1100, pipelining: 1 });

  async function answer(request, response) {
    const way = WAYS[request.headers.host] ?? ELSE;
    const { type, accept, translate, parameters } = way.translator;
    const path = targetOf(request.url, way);
    if (path === undefined) {
      response.writeHead(404).end();
      return;
    }
    const posts = request.method === "POST";
    const headers = { authorization: TO_BACKEND, accept };
    if (posts) headers["content-type"] = "application/x-www-form-urlencoded";
    const body = posts ? parameters(await bodyOf(request)) : undefined;
    const asked = await backend.request({ path, method: request.method, headers, body });
    const text = translate(asked.statusCode, await asked.body.text(), CALLER, BACKEND);
    response.writeHead(asked.statusCode, { "Content-Type": type, "Content-Length": Buffer.byteLength(text) });
    response.end(text);
  }

  const server = http.createServer((request, response) => {
    answer(request, response).catch((error) => {
      console.error(error);
      response.writeHead(502).end();
    });
  });
  server.keepAliveTimeout = 300_000;
  server.listen(Number(PORT), "127.0.0.1", 4096);
}

if (Number(WORKERS) > 1 && cluster.isPrimary) {
  for (let count = 0; count < Number(WORKERS); count += 1) cluster.fork();
  process.on("SIGTERM", () => process.exit(0));
} else {
  serve();
}
