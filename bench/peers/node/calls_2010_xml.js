// Callers of 2010 in XML, a backend of 2010 in JSON: reading and making calls, translated by hand.
const FIELDS = [ // in the order they are shown, between AccountSid and Uri
  ["to", "To"], ["to_formatted", "ToFormatted"], ["from", "From"], ["from_formatted", "FromFormatted"],
  ["phone_number_sid", "PhoneNumberSid"], ["status", "Status"], ["start_time", "StartTime"], ["end_time", "EndTime"],
  ["duration", "Duration"], ["price", "Price"], ["direction", "Direction"], ["answered_by", "AnsweredBy"],
  ["api_version", "ApiVersion"], ["forwarded_from", "ForwardedFrom"], ["group_sid", "GroupSid"],
  ["caller_name", "CallerName"], ["price_unit", "PriceUnit"], ["queue_time", "QueueTime"], ["trunk_sid", "TrunkSid"],
];
const SUBRESOURCES = [
  ["notifications", "Notifications"], ["recordings", "Recordings"], ["payments", "Payments"], ["events", "Events"],
  ["siprec", "Siprec"], ["streams", "Streams"], ["transcriptions", "Transcriptions"],
];
const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const HEAD = "<?xml version='1.0' encoding='UTF-8'?>\n<TwilioResponse>";
const SPECIAL = /[&<>"]/;

const text = (value) => (SPECIAL.test(value) ? value.replace(/[&<>"]/g, (one) => ESCAPES[one]) : value);
const element = (name, value) => (value === null || value === undefined ? `<${name}/>` : `<${name}>${text(value)}</${name}>`);

// A link of the backend as the caller may follow it: its own account, and no suffix.
function link(uri, caller, backend) {
  return uri === null ? "" : uri.replace(`/Accounts/${backend}/`, `/Accounts/${caller}/`).replace(".json", "");
}

function call(of, caller, backend) {
  let fields = "";
  for (const [key, name] of FIELDS) {
    const value = of[key];
    if (value === null) fields += `<${name}/>`;
    else if (value !== undefined) fields += `<${name}>${text(value)}</${name}>`;
  }
  let links = "";
  for (const [key, name] of SUBRESOURCES) {
    const uri = of.subresource_uris[key];
    if (uri) links += element(name, link(uri, caller, backend));
  }
  return (
    `<Call><Sid>${of.sid}</Sid>${element("DateCreated", of.date_created)}${element("DateUpdated", of.date_updated)}` +
    `${element("ParentCallSid", of.parent_call_sid)}<AccountSid>${of.account_sid === backend ? caller : of.account_sid}</AccountSid>` +
    `${fields}<Uri>${link(of.uri, caller, backend)}</Uri><SubresourceUris>${links}</SubresourceUris></Call>`
  );
}

function list(page, caller, backend) {
  let calls = "";
  for (const one of page.calls) calls += call(one, caller, backend);
  const attribute = (name, uri) => ` ${name}="${text(link(uri, caller, backend))}"`;
  return (
    `<Calls page="${page.page}" pagesize="${page.page_size}" start="${page.start}" end="${page.end}"` +
    attribute("uri", page.uri) + attribute("firstpageuri", page.first_page_uri) +
    attribute("previouspageuri", page.previous_page_uri) + attribute("nextpageuri", page.next_page_uri) + `>${calls}</Calls>`
  );
}

export const type = "application/xml";
export const accept = "application/json";

export function translate(status, body, caller, backend) {
  const told = JSON.parse(body);
  if (status >= 300) {
    return `${HEAD}<RestException>${element("Message", told.message)}<Status>${status}</Status></RestException></TwilioResponse>`;
  }
  return `${HEAD}${told.calls ? list(told, caller, backend) : call(told, caller, backend)}</TwilioResponse>`;
}

export const parameters = (form) => form;
