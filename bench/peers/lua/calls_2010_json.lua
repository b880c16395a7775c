-- Callers of 2010 in JSON, a backend of 2008 in XML: reading calls, translated by hand. There is no parser of XML among the
-- modules of nginx: the elements are found by patterns, which do for this one document and for no other.
local cjson = require("cjson.safe")
local utc = require("utc")

local find, gmatch, gsub, match = string.find, string.gmatch, string.gsub, string.match
local concat = table.concat

local STATUS = { ["0"] = "queued", ["1"] = "in-progress", ["2"] = "completed", ["3"] = "busy", ["4"] = "failed", ["5"] = "no-answer" }
local DIRECTION = { ["1"] = "inbound", ["2"] = "outbound-api", ["4"] = "outbound-dial" }
local ENTITIES = { ["&amp;"] = "&", ["&lt;"] = "<", ["&gt;"] = ">", ["&quot;"] = '"', ["&apos;"] = "'" }
local SUBRESOURCES = {
  { "notifications", "Notifications" }, { "recordings", "Recordings" }, { "payments", "Payments" }, { "events", "Events" },
  { "siprec", "Siprec" }, { "streams", "Streams" }, { "transcriptions", "Transcriptions" },
  { "user_defined_message_subscriptions", "UserDefinedMessageSubscriptions" }, { "user_defined_messages", "UserDefinedMessages" },
}

local function quoted(value)
  if not value or value == "" then return "null" end
  if find(value, "&", 1, true) then value = gsub(value, "&%a+;", ENTITIES) end
  if find(value, '[%c"\\/]') then return cjson.encode(value) end
  return '"' .. value .. '"'
end

local function time(value)
  return value and value ~= "" and '"' .. utc(value) .. '"' or "null"
end

-- Numbers of North America were shown without their country code.
local function number(value)
  if value and match(value, "^%d%d%d%d%d%d%d%d%d%d$") then return '"+1' .. value .. '"' end
  return quoted(value)
end

local function call(element, caller, backend)
  local of = {}
  for name, value in gmatch(element, "<(%a+)>([^<]*)<") do of[name] = value end
  local path = '"/2010-04-01/Accounts/' .. caller .. "/Calls/" .. of.Sid
  local links = {}
  for i = 1, #SUBRESOURCES do links[i] = '"' .. SUBRESOURCES[i][1] .. '": ' .. path .. "/" .. SUBRESOURCES[i][2] .. '.json"' end
  return '{"sid": ' .. quoted(of.Sid) .. ', "date_created": ' .. time(of.DateCreated) .. ', "date_updated": ' .. time(of.DateUpdated)
    .. ', "parent_call_sid": null, "account_sid": ' .. quoted(of.AccountSid == backend and caller or of.AccountSid)
    .. ', "to": ' .. number(of.Called) .. ', "to_formatted": null, "from": ' .. number(of.Caller) .. ', "from_formatted": null'
    .. ', "phone_number_sid": ' .. quoted(of.PhoneNumberSid) .. ', "status": ' .. quoted(STATUS[of.Status])
    .. ', "start_time": ' .. time(of.StartTime) .. ', "end_time": ' .. time(of.EndTime) .. ', "duration": ' .. quoted(of.Duration)
    .. ', "price": ' .. quoted(of.Price) .. ', "direction": ' .. quoted(DIRECTION[of.Flags]) .. ', "annotation": ' .. quoted(of.Annotation)
    .. ', "answered_by": null, "api_version": null, "forwarded_from": null, "group_sid": null, "caller_name": null'
    .. ', "price_unit": null, "queue_time": null, "trunk_sid": null, "uri": ' .. path .. '.json"'
    .. ', "subresource_uris": {' .. concat(links, ", ") .. "}}"
end

local function list(body, caller, backend)
  local parts, n = {}, 0
  for element in gmatch(body, "<Call>(.-)</Call>") do
    n = n + 1
    parts[n] = call(element, caller, backend)
  end
  local of = {}
  for name, value in gmatch(match(body, "<Calls ([^>]*)>"), '(%a+)="([^"]*)"') do of[name] = value end
  local function uri(page) return '"/2010-04-01/Accounts/' .. caller .. "/Calls.json?PageSize=" .. of.pagesize .. "&Page=" .. page .. '"' end
  local page = tonumber(of.page)
  return '{"page": ' .. of.page .. ', "page_size": ' .. of.pagesize .. ', "start": ' .. of.start .. ', "end": ' .. of["end"]
    .. ', "uri": ' .. uri(page) .. ', "first_page_uri": ' .. uri(0)
    .. ', "previous_page_uri": ' .. (page > 0 and uri(page - 1) or "null")
    .. ', "next_page_uri": ' .. (page + 1 < tonumber(of.numpages) and uri(page + 1) or "null")
    .. ', "calls": [' .. concat(parts, ", ") .. "]}"
end

local function answer(caller, backend)
  local size = ngx.var.arg_PageSize
  local asked = ngx.location.capture("/2008-08-01/Accounts/" .. backend .. "/Calls" .. ngx.var.call, { args = size and "num=" .. size or "" })
  local body
  ngx.status = asked.status
  if asked.status >= 300 then
    body = '{"message": ' .. quoted(match(asked.body, "<Message>([^<]*)<")) .. ', "status": ' .. asked.status .. "}"
  elseif find(asked.body, "<Calls ", 1, true) then
    body = list(asked.body, caller, backend)
  else
    body = call(asked.body, caller, backend)
  end
  ngx.header["Content-Type"] = "application/json"
  ngx.header["Content-Length"] = #body
  ngx.print(body)
end

return { answer = answer }
