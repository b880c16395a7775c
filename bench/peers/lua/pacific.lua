-- Times of 2010 (UTC) as 2008 shows them: in Pacific time, by the rule of the United States since 2007.
local http_time, parse_http_time = ngx.http_time, ngx.parse_http_time
local sub = string.sub

local DAY = 86400
local summers = {}

-- When summer time begins and ends in that year: on the second Sunday of March and the first of November, at 2 o'clock.
local function summer(year)
  local bounds = summers[year]
  if not bounds then
    local march = parse_http_time("Mon, 01 Mar " .. year .. " 00:00:00 GMT")
    local november = parse_http_time("Mon, 01 Nov " .. year .. " 00:00:00 GMT")
    local function sunday(first)  -- days from the first of a month to its first Sunday; 1 January 1970 was a Thursday
      return (3 - math.floor(first / DAY)) % 7
    end
    bounds = { march + (sunday(march) + 7) * DAY + 10 * 3600, november + sunday(november) * DAY + 9 * 3600 }
    summers[year] = bounds
  end
  return bounds
end

-- By the hour in UTC: what stands before the minutes, and the zone behind the seconds. Emptied before it grows large.
local hours, known = {}, 0

local function hour_of(text)
  local moment = parse_http_time(sub(text, 1, 26) .. "GMT")
  if not moment then return nil end
  local bounds = summer(sub(text, 13, 16))
  local is_summer = moment >= bounds[1] and moment < bounds[2]
  local shown = http_time(moment - (is_summer and 7 or 8) * 3600)
  return { sub(shown, 1, 19), is_summer and " -0700" or " -0800" }
end

-- "Tue, 31 Aug 2010 20:36:28 +0000" -> "Tue, 31 Aug 2010 13:36:28 -0700"; what is no such time stays as it is.
return function(text)
  local hour = sub(text, 1, 19)
  local shown = hours[hour]
  if not shown then
    if #text ~= 31 or sub(text, 27) ~= "+0000" then return text end
    shown = hour_of(text)
    if not shown then return text end
    if known > 10000 then hours, known = {}, 0 end
    hours[hour], known = shown, known + 1
  end
  return shown[1] .. sub(text, 20, 25) .. shown[2]
end
