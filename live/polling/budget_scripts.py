"""What the budget does in Redis, each in one step: what is free is counted and taken at once, or two might take it.

Each begins with the clock, of which three arguments tell: where it began, when that was, and how fast it goes.
"""

NOW = """
local t = redis.call('TIME')
local now = tonumber(ARGV[1]) + (t[1] + t[2] / 1000000 - tonumber(ARGV[2])) * tonumber(ARGV[3])
"""

# Which run of which Redis this is: another one, even with all keys there, has lost what came after its last dump.
# Where a server does not tell, every run is the same.
RUN = """
local function run()
  local told = redis.pcall('INFO', 'server')
  return type(told) == 'string' and string.match(told, 'run_id:(%w+)') or '1'
end
"""

# Fills a Redis that lost something, unless somebody else has done so. KEYS: ready, hold, what may still arrive, then
# the log of each purpose. ARGV: whether to do it in any case, until when and since when nothing is asked (empty: no
# hold), when the last of so many requests may arrive, how many; then of requests together: the place of their log,
# their moment, their number.
REBUILD = (
    RUN
    + """
if ARGV[1] == '0' and redis.call('GET', KEYS[1]) == run() then return end
for n = 4, #KEYS do redis.call('DEL', KEYS[n]) end
for i = 6, #ARGV, 3 do
  for m = 1, tonumber(ARGV[i + 2]) do
    redis.call('ZADD', KEYS[3 + tonumber(ARGV[i])], ARGV[i + 1], 'rebuilt:' .. i .. ':' .. m)
  end
end
for n = 1, tonumber(ARGV[5]) do redis.call('ZADD', KEYS[3], ARGV[4], 'rebuilt:' .. n) end
if ARGV[2] ~= '' then redis.call('HSET', KEYS[2], 'until', ARGV[2], 'since', ARGV[3], 'lost', '1') end
redis.call('SET', KEYS[1], run())
"""
)

# What is still to come happened before the clock stepped back, and a hold runs anew. The last of it counts as of now,
# and the rest as much before it as it was; where a day is limited all counts as of now, for a count that was filled
# again may be of several steps.
_STEPPED_BACK = """
local newest = now + 2
for n = 6, #KEYS do
  local last = redis.call('ZRANGE', KEYS[n], -1, -1, 'WITHSCORES')
  if last[2] then newest = math.max(newest, tonumber(last[2])) end
end
for n = 5, #KEYS do
  local ahead = redis.call('ZRANGEBYSCORE', KEYS[n], '(' .. (now + 2), '+inf', 'WITHSCORES')
  for i = 1, #ahead, 2 do
    local at = now
    if newest > now + 2 and ARGV[9] == '0' then at = ahead[i + 1] - (newest - now) end
    redis.call('ZADD', KEYS[n], at, ahead[i])
  end
end
local held = redis.call('HMGET', KEYS[1], 'until', 'since')
if held[2] and tonumber(held[2]) > now + 1 then
  redis.call('HSET', KEYS[1], 'until', now + held[1] - held[2], 'since', now)
end
"""

# KEYS: hold, ready, insight wanted, prices wanted, what may still arrive, then one log a purpose, the taker's own
# first. ARGV: clock (3), token, wanted, the limits of a second, ten seconds, a minute and a day (0 is no limit), the
# longest window, time for a probe, what the taker is (1 INSIGHT, 2 a pick's price, 0 another), how much of a minute is
# left to INSIGHT when it wants it, what is kept of a day for the purpose of each log, how long a request may take to
# arrive.
# Of a `Room` then its most of a minute, and pairs of a moment and what refreshes will have taken by then.
TAKE = (
    NOW
    + RUN
    + _STEPPED_BACK
    + """
if redis.call('GET', KEYS[2]) ~= run() then return {-1, 0, 0, 0, tostring(now), 0} end
local function used(log, window) return redis.call('ZCOUNT', log, '(' .. (now - window), '+inf') end
local function wanted(key)
  local at = redis.call('GET', key)
  return at and math.abs(now - tonumber(at)) < 60
end
redis.call('ZREMRANGEBYSCORE', KEYS[5], '-inf', now - 3)
local second, ten, minute, day, kept = used(KEYS[5], 1.1), 0, 0, 0, 0
for n = 6, #KEYS do
  redis.call('ZREMRANGEBYSCORE', KEYS[n], '-inf', '(' .. (now - tonumber(ARGV[10])))
  ten = ten + used(KEYS[n], 10)
  local today = used(KEYS[n], tonumber(ARGV[10]))
  minute, day = minute + used(KEYS[n], 60), day + today
  if n > 6 then kept = kept + math.max(0, tonumber(ARGV[7 + n]) - today) end
end
local asked = tonumber(ARGV[5])
local free = asked
local function cap(limit, taken) if limit > 0 then free = math.min(free, limit - taken) end end
cap(tonumber(ARGV[6]), second)
cap(tonumber(ARGV[7]), ten)
local minute_limit = tonumber(ARGV[8])
if minute_limit > 0 and ARGV[12] == '1' then
  if wanted(KEYS[4]) then cap(tonumber(ARGV[13]), used(KEYS[6], 60)) end
elseif minute_limit > 0 and wanted(KEYS[3]) then
  minute_limit = minute_limit - tonumber(ARGV[13])
end
if minute_limit > 0 and ARGV[12] == '2' and asked > 0 and asked > minute_limit - minute then
  redis.call('SET', KEYS[4], now)
end
cap(minute_limit, minute)
if tonumber(ARGV[9]) > 0 then free = math.min(free, tonumber(ARGV[9]) - day - kept) end
local own = 9 + #KEYS
if ARGV[own] then
  cap(math.max(1, math.floor(tonumber(ARGV[6]) / 2)), second)
  free = math.min(free, tonumber(ARGV[own]) - used(KEYS[6], 60))
  free = math.min(free, math.ceil(tonumber(ARGV[own]) / 6) - used(KEYS[6], 10))
end
for i = own + 1, #ARGV, 2 do
  -- By then a part of what counts today will count no more, and each other purpose may have had what is kept for it.
  local taken, left, window = 0, 0, tonumber(ARGV[10]) - (tonumber(ARGV[i]) - now)
  for n = 6, #KEYS do
    local still = used(KEYS[n], window)
    taken = taken + still
    if n == 8 then left = left + math.max(tonumber(ARGV[i + 1]), tonumber(ARGV[7 + n]) - still)
    elseif n > 6 then left = left + math.max(0, tonumber(ARGV[7 + n]) - still) end
  end
  if window > 0 then free = math.min(free, tonumber(ARGV[9]) - taken - left) end
end
local hold = tonumber(redis.call('HGET', KEYS[1], 'until') or 0)
if hold > now then free = 0 elseif hold > 0 and free > 1 then free = 1 end
free = math.max(free, 0)
if hold > 0 and free > 0 then redis.call('HSET', KEYS[1], 'until', now + tonumber(ARGV[11]), 'probe', now) end
if ARGV[12] == '1' then
  if free == 0 then redis.call('SET', KEYS[3], now) else redis.call('DEL', KEYS[3]) end
end
for i = 1, free do
  redis.call('ZADD', KEYS[6], now, ARGV[4] .. ':' .. i)
  redis.call('ZADD', KEYS[5], now + tonumber(ARGV[8 + #KEYS]), ARGV[4] .. ':' .. i)
end
return {free, second + free, minute + free, day + free, tostring(now), hold > 0 and 1 or 0}
"""
)

# KEYS: what may still arrive. ARGV: clock (3), by how much the time for those that have left is cut, how many are
# answered, these, and then those that have left.
LANDED = (
    NOW
    + """
for i = 6, #ARGV do
  local latest = tonumber(redis.call('ZSCORE', KEYS[1], ARGV[i]) or now)
  local at = now
  if i > 5 + tonumber(ARGV[5]) then at = math.max(now, latest - tonumber(ARGV[4])) end
  if at < latest then redis.call('ZADD', KEYS[1], at, ARGV[i]) end
end
"""
)
