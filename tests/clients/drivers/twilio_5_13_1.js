/* Drives npm `twilio` 5.13.1 through one whole session and prints what it saw as JSON.
 *
 * Usage: node twilio_5_13_1.js BASE SID TOKEN. The library reads a list page by page, by the `next_page_uri` of each.
 */
const twilio = require("twilio");

const [base, sid, token] = process.argv.slice(2);

function pointedAt(token) {
  const client = twilio(sid, token);
  client.api.baseUrl = base;
  return client;
}

const client = pointedAt(token);

/* The named properties, told by the names they have on the wire. */
function shown(instance, ...names) {
  const wireName = (name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return Object.fromEntries(names.map((name) => [wireName(name), instance[name]]));
}

function callFields(call) {
  const fields = shown(call, "sid", "accountSid", "to", "from", "status", "duration", "price", "direction");
  return { ...fields, date_created: call.dateCreated && call.dateCreated.toISOString().replace(".000", "") };
}

/* What came of an act the backend may lack: its result, or { error } as the library understood it. */
async function attempt(act) {
  try {
    return await act();
  } catch (error) {
    if (error.status === undefined) throw error;
    return { error: { ...shown(error, "status", "code", "moreInfo"), message: error.message } };
  }
}

/* The error of an act that must fail. */
async function failure(act) {
  const result = await attempt(act);
  if (result && result.error) return result.error;
  throw new Error(`${JSON.stringify(result)} where an error had to be`);
}

const textFields = (message) =>
  shown(message, "sid", "to", "from", "body", "status", "numSegments", "direction", "accountSid");

/* Searches for a number and buys it, or any of an area code where there is no search; renames it and gives it back. */
async function numbers() {
  const free = await attempt(async () =>
    (await client.availablePhoneNumbers("US").local.list({ areaCode: 415 })).map((number) => number.phoneNumber),
  );
  const wanted = free.error ? { areaCode: "415" } : { phoneNumber: free[0] };
  const number = await attempt(() => client.incomingPhoneNumbers.create({ ...wanted, friendlyName: "desk" }));
  if (number.error) return { searched: free, bought: number };
  const renamed = await number.update({ friendlyName: "Tom & Jerry <b>" });
  return {
    searched: free,
    bought: shown(number, "sid", "friendlyName", "phoneNumber", "accountSid"),
    renamed: shown(renamed, "sid", "friendlyName", "voiceCallerIdLookup", "capabilities"),
    released: await number.remove(),
    released_twice: await failure(() => number.remove()),
  };
}

async function session() {
  const seen = {};
  seen.listed = (await client.calls.page({ pageSize: 20 })).instances.map((call) => call.sid);
  seen.paged = (await client.calls.list({ pageSize: 20 })).map((call) => call.sid);
  const call = await client.calls.create({ to: "+14155550142", from: "+14155550100", url: "http://example.com/a?b=1&c=2" });
  seen.called = callFields(call);
  seen.hung_up = await attempt(async () => callFields(await call.update({ status: "completed" })));
  seen.fetched = callFields(await client.calls(seen.listed[19]).fetch());
  Object.assign(seen, await numbers());
  const text = { to: "+14155550142", from: "+14155550100", body: "Café & <tea>" };
  seen.texted = textFields(await client.messages.create(text));
  const mediaUrl = ["http://example.com/1", "http://example.com/2"];
  seen.texted_media = await attempt(async () => textFields(await client.messages.create({ ...text, mediaUrl })));
  seen.texts = (await client.messages.page({ pageSize: 5 })).instances.map((message) => message.sid);
  seen.not_found = await failure(() => client.calls("CA00000000000000000000000000000bad").fetch());
  seen.refused = await failure(() => pointedAt("wrong").calls(seen.listed[19]).fetch());
  seen.rejected = await failure(() => client.calls.create({ to: "", from: "+14155550100", url: "http://example.com/" }));
  return seen;
}

function fail(error) {
  console.error(error);
  process.exitCode = 1;
}

session().then((seen) => console.log(JSON.stringify(seen)), fail);
