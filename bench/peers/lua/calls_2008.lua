-- Callers of 2008 in XML, a backend of 2010 in JSON: reading and making calls, translated by hand.
local cjson = require("cjson.safe")
local pacific = require("pacific")

local null = cjson.null
local find, gsub, sub = string.find, string.gsub, string.sub
local concat = table.concat
local decode = cjson.decode

local STATUS = {
  queued = "0", ringing = "0", ["in-progress"] = "1", completed = "2", busy = "3", failed = "4", ["no-answer"] = "5", canceled = "5",
}
local FLAGS = { inbound = "1", ["outbound-api"] = "2", ["outbound-dial"] = "4" }
local PARAMETERS = { Caller = "From", Called = "To" }
local ESCAPES = { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;" }
local HEAD = '<?xml version="1.0"?>\n<TwilioResponse>'

local function text(value)
  if find(value, "[&<>]") then return (gsub(value, "[&<>]", ESCAPES)) end
  return value
end

local function element(name, value)
  if value == nil or value == null or value == "" then return "<" .. name .. "/>" end
  return "<" .. name .. ">" .. value .. "</" .. name .. ">"
end

local function time(name, value)
  if value == nil or value == null then return "<" .. name .. "/>" end
  return "<" .. name .. ">" .. pacific(value) .. "</" .. name .. ">"
end

-- Numbers of North America were shown without their country code.
local function number(name, value)
  if value == nil or value == null or value == "" then return "<" .. name .. "/>" end
  if #value == 12 and sub(value, 1, 2) == "+1" then value = sub(value, 3) end
  return "<" .. name .. ">" .. text(value) .. "</" .. name .. ">"
end

local function call(of, caller, backend)
  local account = of.account_sid
  return "<Call><Sid>" .. of.sid .. "</Sid>"
    .. time("DateCreated", of.date_created) .. time("DateUpdated", of.date_updated)
    .. "<CallSegmentSid/><AccountSid>" .. (account == backend and caller or account) .. "</AccountSid>"
    .. number("Called", of.to) .. number("Caller", of.from)
    .. element("PhoneNumberSid", of.phone_number_sid)
    .. element("Status", STATUS[of.status])
    .. time("StartTime", of.start_time) .. time("EndTime", of.end_time)
    .. element("Duration", of.duration) .. element("Price", of.price)
    .. element("Flags", FLAGS[of.direction]) .. "<Annotation/></Call>"
end

local function list(page, caller, backend)
  local calls, parts = page.calls, {}
  for i = 1, #calls do parts[i] = call(calls[i], caller, backend) end
  local more = page.next_page_uri ~= null
  local total = more and (page.page + 2) * page.page_size or page["end"] + 1
  local pages = more and page.page + 2 or math.ceil(total / page.page_size)
  return HEAD .. '<Calls page="' .. page.page .. '" numpages="' .. pages .. '" pagesize="' .. page.page_size
    .. '" total="' .. total .. '" start="' .. page.start .. '" end="' .. page["end"] .. '">'
    .. concat(parts) .. "</Calls></TwilioResponse>\n"
end

local function problem(status, told)
  local message = status == 404 and "The requested resource was not found" or told and told.message or "The backend failed"
  return HEAD .. "<RestException><Status>" .. status .. "</Status><Message>" .. text(message)
    .. "</Message></RestException></TwilioResponse>\n"
end

-- Asks the backend what the caller asks. Of parameters only those a list and a new call have are known here.
local function ask(path)
  if ngx.req.get_method() == "POST" then
    ngx.req.read_body()
    local renamed = {}
    for name, value in pairs(ngx.req.get_post_args()) do renamed[PARAMETERS[name] or name] = value end
    return ngx.location.capture(path, { method = ngx.HTTP_POST, body = ngx.encode_args(renamed) })
  end
  local size = ngx.var.arg_num
  return ngx.location.capture(path, { args = size and "PageSize=" .. size or "" })
end

local function answer(caller, backend)
  local asked = ask("/2010-04-01/Accounts/" .. backend .. "/Calls" .. ngx.var.call .. ".json")
  local told = decode(asked.body)
  local body
  if asked.status >= 300 or not told then
    ngx.status = told and asked.status or 502
    body = problem(ngx.status, told)
  else
    ngx.status = asked.status
    body = told.calls and list(told, caller, backend) or HEAD .. call(told, caller, backend) .. "</TwilioResponse>\n"
  end
  ngx.header["Content-Type"] = "application/xml; charset=utf-8"
  ngx.header["Content-Length"] = #body
  ngx.print(body)
end

return { answer = answer }
