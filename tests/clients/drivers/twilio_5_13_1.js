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

/* The error of an act that must fail, as the library understood it. */
async function failure(act) {
  let result;
  try {
    result = await act();
  } catch (error) {
    return { ...shown(error, "status", "code", "moreInfo"), message: error.message };
  }
  throw new Error(`${JSON.stringify(result)} where an error had to be`);
}

async function session() {
  const seen = {};
  seen.listed = (await client.calls.page({ pageSize: 20 })).instances.map((call) => call.sid);
  seen.paged = (await client.calls.list({ pageSize: 20 })).map((call) => call.sid);
  const call = await client.calls.create({ to: "+14155550142", from: "+14155550100", url: "http://example.com/a?b=1&c=2" });
  seen.called = callFields(call);
  seen.hung_up = callFields(await call.update({ status: "completed" }));
  seen.fetched = callFields(await client.calls(seen.listed[19]).fetch());
  const [free] = await client.availablePhoneNumbers("US").local.list({ areaCode: 415 });
  const number = await client.incomingPhoneNumbers.create({ phoneNumber: free.phoneNumber, friendlyName: "desk" });
  const boughtFields = shown(number, "sid", "friendlyName", "phoneNumber", "accountSid");
  seen.bought = { ...boughtFields, searched: free.phoneNumber };
  const renamed = await number.update({ friendlyName: "Tom & Jerry <b>" });
  seen.renamed = shown(renamed, "sid", "friendlyName", "voiceCallerIdLookup", "capabilities");
  seen.released = await number.remove();
  seen.released_twice = await failure(() => number.remove());
  const message = await client.messages.create({
    to: "+14155550142",
    from: "+14155550100",
    body: "Café & <tea>",
    mediaUrl: ["http://example.com/1", "http://example.com/2"],
  });
  seen.texted = shown(message, "sid", "to", "from", "body", "status", "numSegments", "direction", "accountSid");
  seen.texts = (await client.messages.page({ pageSize: 5 })).instances.map((message) => message.sid);
  seen.not_found = await failure(() => client.calls("CA00000000000000000000000000000bad").fetch());
  seen.refused = await failure(() => pointedAt("wrong").calls(call.sid).fetch());
  seen.rejected = await failure(() => client.calls.create({ to: "", from: "+14155550100", url: "http://example.com/" }));
  return seen;
}

function fail(error) {
  console.error(error);
  process.exitCode = 1;
}

session().then((seen) => console.log(JSON.stringify(seen)), fail);
