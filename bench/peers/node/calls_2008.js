// Callers of 2008 in XML, a backend of 2010 in JSON: reading and making calls, translated by hand.
import { pacific } from "./times.js";

const STATUS = {
  queued: "0", ringing: "0", "in-progress": "1", completed: "2", busy: "3", failed: "4", "no-answer": "5", canceled: "5",
};
const FLAGS = { inbound: "1", "outbound-api": "2", "outbound-dial": "4" };
const PARAMETERS = { Caller: "From", Called: "To" };
const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };
const HEAD = '<?xml version="1.0"?>\n<TwilioResponse>';
const SPECIAL = /[&<>]/;

const text = (value) => (SPECIAL.test(value) ? value.replace(/[&<>]/g, (one) => ESCAPES[one]) : value);
const element = (name, value) => (value === null || value === undefined || value === "" ? `<${name}/>` : `<${name}>${value}</${name}>`);
const time = (name, value) => (value ? `<${name}>${pacific(value)}</${name}>` : `<${name}/>`);

// Numbers of North America were shown without their country code.
function number(name, value) {
  if (!value) return `<${name}/>`;
  return `<${name}>${text(value.length === 12 && value.startsWith("+1") ? value.slice(2) : value)}</${name}>`;
}

function call(of, caller, backend) {
  const account = of.account_sid === backend ? caller : of.account_sid;
  return (
    `<Call><Sid>${of.sid}</Sid>${time("DateCreated", of.date_created)}${time("DateUpdated", of.date_updated)}` +
    `<CallSegmentSid/><AccountSid>${account}</AccountSid>${number("Called", of.to)}${number("Caller", of.from)}` +
    `${element("PhoneNumberSid", of.phone_number_sid)}${element("Status", STATUS[of.status])}` +
    `${time("StartTime", of.start_time)}${time("EndTime", of.end_time)}${element("Duration", of.duration)}` +
    `${element("Price", of.price)}${element("Flags", FLAGS[of.direction])}<Annotation/></Call>`
  );
}

function list(page, caller, backend) {
  let calls = "";
  for (const one of page.calls) calls += call(one, caller, backend);
  const more = page.next_page_uri !== null;
  const total = more ? (page.page + 2) * page.page_size : page.end + 1;
  const pages = more ? page.page + 2 : Math.ceil(total / page.page_size);
  return (
    `<Calls page="${page.page}" numpages="${pages}" pagesize="${page.page_size}" total="${total}"` +
    ` start="${page.start}" end="${page.end}">${calls}</Calls>`
  );
}

export const type = "application/xml; charset=utf-8";
export const accept = "application/json";

export function translate(status, body, caller, backend) {
  const told = JSON.parse(body);
  if (status >= 300) {
    const message = status === 404 ? "The requested resource was not found" : told.message;
    return `${HEAD}<RestException><Status>${status}</Status><Message>${text(message)}</Message></RestException></TwilioResponse>\n`;
  }
  return `${HEAD}${told.calls ? list(told, caller, backend) : call(told, caller, backend)}</TwilioResponse>\n`;
}

export function parameters(form) {
  const renamed = new URLSearchParams();
  for (const [name, value] of new URLSearchParams(form)) renamed.append(PARAMETERS[name] ?? name, value);
  return renamed.toString();
}
