// Callers of 2010 in JSON, a backend of 2008 in XML: reading calls, translated by hand. The parser is the fastest of those that
// were tried (saxes, txml, fast-xml-parser).
import { createRequire } from "node:module";
import { utc } from "./times.js";

const { SaxesParser } = createRequire(`${process.env.MODULES}/`)("saxes");
const STATUS = { 0: "queued", 1: "in-progress", 2: "completed", 3: "busy", 4: "failed", 5: "no-answer" };
const DIRECTION = { 1: "inbound", 2: "outbound-api", 4: "outbound-dial" };
const TEN_DIGITS = /^[0-9]{10}$/;

// Numbers of North America were shown without their country code.
const number = (value) => (value ? (TEN_DIGITS.test(value) ? `+1${value}` : value) : null);
const time = (value) => (value ? utc(value) : null);

function call(of, caller, backend) {
  const path = `/2010-04-01/Accounts/${caller}/Calls/${of.Sid}`;
  return {
    sid: of.Sid, date_created: time(of.DateCreated), date_updated: time(of.DateUpdated), parent_call_sid: null,
    account_sid: of.AccountSid === backend ? caller : of.AccountSid, to: number(of.Called), to_formatted: null,
    from: number(of.Caller), from_formatted: null, phone_number_sid: of.PhoneNumberSid || null, status: STATUS[of.Status] ?? null,
    start_time: time(of.StartTime), end_time: time(of.EndTime), duration: of.Duration || null, price: of.Price || null,
    direction: DIRECTION[of.Flags] ?? null, annotation: of.Annotation || null, answered_by: null, api_version: null,
    forwarded_from: null, group_sid: null, caller_name: null, price_unit: null, queue_time: null, trunk_sid: null,
    uri: `${path}.json`,
    subresource_uris: {
      notifications: `${path}/Notifications.json`, recordings: `${path}/Recordings.json`, payments: `${path}/Payments.json`,
      events: `${path}/Events.json`, siprec: `${path}/Siprec.json`, streams: `${path}/Streams.json`,
      transcriptions: `${path}/Transcriptions.json`,
      user_defined_message_subscriptions: `${path}/UserDefinedMessageSubscriptions.json`,
      user_defined_messages: `${path}/UserDefinedMessages.json`,
    },
  };
}

function list(of, calls, caller, backend) {
  const [page, pages] = [Number(of.page), Number(of.numpages)];
  const uri = (which) => `/2010-04-01/Accounts/${caller}/Calls.json?PageSize=${of.pagesize}&Page=${which}`;
  return {
    page, page_size: Number(of.pagesize), start: Number(of.start), end: Number(of.end), uri: uri(page), first_page_uri: uri(0),
    previous_page_uri: page > 0 ? uri(page - 1) : null, next_page_uri: page + 1 < pages ? uri(page + 1) : null,
    calls: calls.map((one) => call(one, caller, backend)),
  };
}

// The elements of a document as objects, and the attributes of its list where it is one.
function read(body) {
  const calls = [];
  let attributes;
  let text = "";
  let fields = {};
  const parser = new SaxesParser();
  parser.on("opentag", (tag) => {
    text = "";
    if (tag.name === "Calls") attributes = tag.attributes;
  });
  parser.on("text", (piece) => {
    text += piece;
  });
  parser.on("closetag", (tag) => {
    if (tag.name === "Call") {
      calls.push(fields);
      fields = {};
    } else {
      fields[tag.name] = text;
    }
  });
  parser.write(body).close();
  return { calls, attributes, fields };
}

export const type = "application/json";
export const accept = "application/xml";

export function translate(status, body, caller, backend) {
  const { calls, attributes, fields } = read(body);
  if (status >= 300) return JSON.stringify({ message: fields.Message, status });
  return JSON.stringify(attributes ? list(attributes, calls, caller, backend) : call(calls[0], caller, backend));
}

export const parameters = (form) => form;
