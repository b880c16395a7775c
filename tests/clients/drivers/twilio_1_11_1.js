/* Drives npm `twilio` 1.11.1 through one whole session and prints what it saw as JSON.
 *
 * Usage: node twilio_1_11_1.js BASE SID TOKEN. The library puts its credentials into the URL and updates a number by PUT; it
 * is pointed elsewhere by its one method for it, getBaseUrl.
 */
const twilio = require("twilio");

const [base, sid, token] = process.argv.slice(2);

function pointedAt(token) {
  const client = twilio(sid, token);
  client.getBaseUrl = () => `${base.replace("://", `://${sid}:${token}@`)}/2010-04-01`;
  return client;
}

const client = pointedAt(token);

function shown(instance, ...names) {
  return Object.fromEntries(names.map((name) => [name, instance[name]]));
}

function callFields(call) {
  const fields = shown(call, "sid", "account_sid", "to", "from", "status", "duration", "price", "direction");
  return { ...fields, date_created: call.dateCreated && call.dateCreated.toISOString().replace(".000", "") };
}

/* What came of an act the backend may lack: its result, or { error } as the library understood it. */
async function attempt(act) {
  try {
    return await act();
  } catch (error) {
    if (error.status === undefined) throw error;
    return { error };
  }
}

/* The error of an act that must fail. */
async function failure(act) {
  const result = await attempt(act);
  if (result && result.error) return result.error;
  throw new Error(`${JSON.stringify(result)} where an error had to be`);
}

const textFields = (message) =>
  shown(message, "sid", "to", "from", "body", "status", "num_segments", "direction", "account_sid");

/* Searches for a number and buys it, or any of an area code where there is no search; renames it and gives it back. */
async function numbers() {
  const free = await attempt(async () => {
    const listing = await client.availablePhoneNumbers("US").local.list({ areaCode: "415" });
    return listing.available_phone_numbers.map((number) => number.phone_number);
  });
  const wanted = free.error ? { areaCode: "415" } : { phoneNumber: free[0] };
  const number = await attempt(() => client.incomingPhoneNumbers.create({ ...wanted, friendlyName: "desk" }));
  if (number.error) return { searched: free, bought: number };
  const mine = client.incomingPhoneNumbers(number.sid);
  const renamed = await mine.update({ friendlyName: "Tom & Jerry <b>" });
  return {
    searched: free,
    bought: shown(number, "sid", "friendly_name", "phone_number", "account_sid"),
    renamed: shown(renamed, "sid", "friendly_name", "voice_caller_id_lookup", "capabilities"),
    released: await mine.delete().then(() => true),
    released_twice: await failure(() => mine.delete()),
  };
}

async function everyPage() {
  const found = [];
  for (let page = 0; ; page++) {
    const listing = await client.calls.list({ PageSize: 20, Page: page });
    found.push(...listing.calls.map((call) => call.sid));
    if (listing.next_page_uri === null) return found;
    if (page > 100) throw new Error("no end of pages");
  }
}

async function session() {
  const seen = {};
  seen.listed = (await client.calls.list({ PageSize: 20 })).calls.map((call) => call.sid);
  seen.paged = await everyPage();
  const call = await client.calls.create({ to: "+14155550142", from: "+14155550100", url: "http://example.com/a?b=1&c=2" });
  seen.called = { ...callFields(call), http: call.nodeClientResponse.statusCode };
  seen.hung_up = await attempt(async () => callFields(await client.calls(call.sid).update({ status: "completed" })));
  seen.fetched = callFields(await client.calls(seen.listed[19]).get());
  Object.assign(seen, await numbers());
  const text = { to: "+14155550142", from: "+14155550100", body: "Café & <tea>" };
  seen.texted = textFields(await client.messages.create(text));
  const mediaUrl = ["http://example.com/1", "http://example.com/2"];
  seen.texted_media = await attempt(async () => textFields(await client.messages.create({ ...text, mediaUrl })));
  seen.texts = (await client.messages.list({ PageSize: 5 })).messages.map((message) => message.sid);
  seen.not_found = await failure(() => client.calls("CA00000000000000000000000000000bad").get());
  seen.refused = await failure(() => pointedAt("wrong").calls(seen.listed[19]).get());
  seen.rejected = await failure(() => client.calls.create({ from: "+14155550100", url: "http://example.com/" }));
  return seen;
}

function fail(error) {
  console.error(error);
  process.exitCode = 1;
}

session().then((seen) => console.log(JSON.stringify(seen)), fail);
