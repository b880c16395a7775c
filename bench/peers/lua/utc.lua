-- Times of 2008, shown with their distance from UTC, as 2010 shows them: in UTC.
local http_time, parse_http_time = ngx.http_time, ngx.parse_http_time
local sub = string.sub

-- By the hour and the zone: what stands before the minutes in UTC. Emptied before it grows large.
local hours, known = {}, 0

-- "Tue, 31 Aug 2010 13:36:28 -0700" -> "Tue, 31 Aug 2010 20:36:28 +0000"; what is no such time stays as it is.
return function(text)
  local key = sub(text, 1, 19) .. sub(text, 26)
  local shown = hours[key]
  if not shown then
    local moment = #text == 31 and parse_http_time(sub(text, 1, 26) .. "GMT")
    local hour, minute = tonumber(sub(text, 27, 29)), tonumber(sub(text, 30))
    if not moment or not hour or minute ~= 0 then return text end
    if known > 10000 then hours, known = {}, 0 end
    shown = sub(http_time(moment - hour * 3600), 1, 19)
    hours[key], known = shown, known + 1
  end
  return shown .. sub(text, 20, 26) .. "+0000"
end
