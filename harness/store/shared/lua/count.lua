-- Counts one request in a window that begins with its first.
-- ARGV[2..4]: the name, the quota, and the window in milliseconds.
-- Returns requests used, milliseconds until the next window, and 1 if this one is within the quota.
local key = AT .. 'limit:' .. ARGV[2]
local left = redis.call('PTTL', key)
if left < 0 then
  redis.call('SET', key, 0, 'PX', ARGV[4])
  left = tonumber(ARGV[4])
end
if tonumber(redis.call('GET', key)) >= tonumber(ARGV[3]) then
  return {tonumber(ARGV[3]), left, 0}
end
return {redis.call('INCR', key), left, 1}
