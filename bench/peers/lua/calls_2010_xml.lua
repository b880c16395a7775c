-- Callers of 2010 in XML, a backend of 2010 in JSON: reading calls, translated by hand.
local cjson = require("cjson.safe")

local null = cjson.null
local find, gsub, sub = string.find, string.gsub, string.sub
local concat = table.concat

local FIELDS = {  -- in the order they are shown, between AccountSid and Uri
  { "to", "To" }, { "to_formatted", "ToFormatted" }, { "from", "From" }, { "from_formatted", "FromFormatted" },
  { "phone_number_sid", "PhoneNumberSid" }, { "status", "Status" }, { "start_time", "StartTime" }, { "end_time", "EndTime" },
  { "duration", "Duration" }, { "price", "Price" }, { "direction", "Direction" }, { "answered_by", "AnsweredBy" },
  { "api_version", "ApiVersion" }, { "forwarded_from", "ForwardedFrom" }, { "group_sid", "GroupSid" },
  { "caller_name", "CallerName" }, { "price_unit", "PriceUnit" }, { "queue_time", "QueueTime" }, { "trunk_sid", "TrunkSid" },
}
local SUBRESOURCES = {
  { "notifications", "Notifications" }, { "recordings", "Recordings" }, { "payments", "Payments" }, { "events", "Events" },
  { "siprec", "Siprec" }, { "streams", "Streams" }, { "transcriptions", "Transcriptions" },
}
local ESCAPES = { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;" }
local HEAD = "<?xml version='1.0' encoding='UTF-8'?>\n<TwilioResponse>"

for _, field in ipairs(FIELDS) do
  field[3], field[4], field[5] = "<" .. field[2] .. ">", "</" .. field[2] .. ">", "<" .. field[2] .. "/>"
end

local function text(value)
  if find(value, '[&<>"]') then return (gsub(value, '[&<>"]', ESCAPES)) end
  return value
end

local function element(name, value)
  if value == nil or value == null then return "<" .. name .. "/>" end
  return "<" .. name .. ">" .. text(value) .. "</" .. name .. ">"
end

-- A link of the backend as the caller may follow it: its own account, and no suffix.
local function link(uri, caller, backend)
  if uri == nil or uri == null then return "" end
  local own = "/2010-04-01/Accounts/" .. backend .. "/"
  if sub(uri, 1, #own) == own then uri = "/2010-04-01/Accounts/" .. caller .. "/" .. sub(uri, #own + 1) end
  local at = find(uri, ".json", 1, true)
  return at and sub(uri, 1, at - 1) .. sub(uri, at + 5) or uri
end

local function call(of, caller, backend)
  local account = of.account_sid
  local parts = {
    "<Call><Sid>", of.sid, "</Sid>", element("DateCreated", of.date_created), element("DateUpdated", of.date_updated),
    element("ParentCallSid", of.parent_call_sid), "<AccountSid>", account == backend and caller or account, "</AccountSid>",
  }
  local n = #parts
  for i = 1, #FIELDS do
    local field = FIELDS[i]
    local value = of[field[1]]
    if value == null then
      n = n + 1
      parts[n] = field[5]
    elseif value then
      parts[n + 1], parts[n + 2], parts[n + 3] = field[3], text(value), field[4]
      n = n + 3
    end
  end
  parts[n + 1] = "<Uri>" .. link(of.uri, caller, backend) .. "</Uri><SubresourceUris>"
  n = n + 1
  for i = 1, #SUBRESOURCES do
    local uri = of.subresource_uris[SUBRESOURCES[i][1]]
    if uri then
      n = n + 1
      parts[n] = element(SUBRESOURCES[i][2], link(uri, caller, backend))
    end
  end
  parts[n + 1] = "</SubresourceUris></Call>"
  return concat(parts)
end

local function list(page, caller, backend)
  local parts = {}
  for i = 1, #page.calls do parts[i] = call(page.calls[i], caller, backend) end
  local function attribute(name, uri) return " " .. name .. '="' .. text(link(uri, caller, backend)) .. '"' end
  return '<Calls page="' .. page.page .. '" pagesize="' .. page.page_size .. '" start="' .. page.start .. '" end="' .. page["end"] .. '"'
    .. attribute("uri", page.uri) .. attribute("firstpageuri", page.first_page_uri)
    .. attribute("previouspageuri", page.previous_page_uri) .. attribute("nextpageuri", page.next_page_uri) .. ">"
    .. concat(parts) .. "</Calls>"
end

local function answer(caller, backend)
  local path = "/2010-04-01/Accounts/" .. backend .. "/Calls" .. ngx.var.call .. ".json"
  local options = { args = ngx.var.args or "" }
  if ngx.req.get_method() == "POST" then
    ngx.req.read_body()
    options = { method = ngx.HTTP_POST, always_forward_body = true }
  end
  local asked = ngx.location.capture(path, options)
  local told = cjson.decode(asked.body)
  ngx.status = told and asked.status or 502
  local body
  if ngx.status >= 300 then
    body = "<RestException>" .. element("Message", told and told.message) .. element("Status", tostring(ngx.status)) .. "</RestException>"
  else
    body = told.calls and list(told, caller, backend) or call(told, caller, backend)
  end
  body = HEAD .. body .. "</TwilioResponse>"
  ngx.header["Content-Type"] = "application/xml"
  ngx.header["Content-Length"] = #body
  ngx.print(body)
end

return { answer = answer }
