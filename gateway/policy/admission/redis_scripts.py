"""What happens within the shared store, each script whole or not at all, and by its own clock: those of machines differ.

The keys of one script share a hash tag, so that they are on one node of a cluster. Every key ends by itself. Needs Redis 5
or newer, where a script may write after it asked for the time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TypeAlias

Command: TypeAlias = tuple[str | int, ...]
"""A command as the store takes it: its name and its arguments."""

ENTER = """
-- KEYS: when the caller's bucket is full again, in microseconds; its calls in progress by when their leases end
-- ARGV: microseconds a token takes (0: any rate), tokens a bucket holds, calls at once, name of the lease, its milliseconds
-- Gives {0, 0}; or {1, milliseconds to wait} by the rate; or {2, 0} by the calls in progress.
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local interval, burst = tonumber(ARGV[1]), tonumber(ARGV[2])
local full_at = now
if interval > 0 then
    local latest = now + burst * interval
    full_at = math.max(now, tonumber(redis.call('GET', KEYS[1])) or 0)
    if full_at > latest then
        -- Later than an empty bucket would have it: this clock was set back.
        full_at = latest
        redis.call('SET', KEYS[1], string.format('%.0f', full_at), 'PX', math.ceil(burst * interval / 1000))
    end
    full_at = full_at + interval
    if full_at > latest then
        return {1, math.ceil((full_at - latest) / 1000)}
    end
end
local now_ms, lease_ms = math.floor(now / 1000), tonumber(ARGV[5])
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now_ms)
if redis.call('ZCARD', KEYS[2]) >= tonumber(ARGV[3]) then
    return {2, 0}
end
if interval > 0 then
    redis.call('SET', KEYS[1], string.format('%.0f', full_at), 'PX', math.ceil((full_at - now) / 1000))
end
redis.call('ZADD', KEYS[2], now_ms + lease_ms, ARGV[4])
redis.call('PEXPIRE', KEYS[2], lease_ms)
return {0, 0}
"""

RENEW = """
-- KEYS: a caller's calls in progress. ARGV: milliseconds of a lease, then the names of those that go on.
local time = redis.call('TIME')
local until_ms = time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[1]
for index = 2, #ARGV do
    redis.call('ZADD', KEYS[1], 'XX', until_ms, ARGV[index])
end
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return #ARGV - 1
"""

FAIL = """
-- KEYS: the failed logins of an address or an id. ARGV: the milliseconds they are counted over, from the first one on.
local count = redis.call('INCR', KEYS[1])
if count == 1 then
    redis.call('PEXPIRE', KEYS[1], ARGV[1])
end
return count
"""

SCRIPTS = (ENTER, RENEW, FAIL)


def call(script: str, keys: Sequence[str], arguments: Sequence[str | int]) -> Command:
    """The command that runs a script, which the store knows by its SHA-1."""
    digest = hashlib.sha1(script.encode(), usedforsecurity=False).hexdigest()
    return ("EVALSHA", digest, len(keys), *keys, *arguments)
