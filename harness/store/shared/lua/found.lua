-- Begins an epoch, unless it has begun: the mock is as its seed says, nobody is signed in, and no token that could have
-- been spent before is taken any more.
-- ARGV: run id, digest of the mock, seconds of future, tolerance, a version, then fields and values of the people.
-- Returns the floor and the server's time, in seconds, and 1 if the epoch begins with this.
local AT = 'tokenassay:'
local memory = redis.call('INFO', 'memory')
local policy = string.match(memory, 'maxmemory_policy:([%w-]+)')
if tonumber(string.match(memory, '\nmaxmemory:(%d+)')) > 0 and policy ~= 'noeviction' then
  return redis.error_reply('EVICTS ' .. policy)
end
local time = redis.call('TIME')
local now = time[1] + time[2] / 1000000
local floor = tonumber(redis.call('GET', AT .. 'floor') or 0)
if redis.call('GET', AT .. 'epoch') == ARGV[1] then
  if redis.call('GET', AT .. 'mock') ~= ARGV[2] then
    return redis.error_reply('OTHER the state is of another mock')
  end
  return {tostring(floor), tostring(now), 0}
end
floor = math.max(floor, math.floor(now + tonumber(ARGV[4])) + tonumber(ARGV[3]))
for _, token in ipairs(redis.call('ZRANGE', AT .. 'order', 0, -1)) do
  redis.call('DEL', AT .. 'session:' .. token)
end
redis.call('DEL', AT .. 'order', AT .. 'people')
for i = 6, #ARGV, 2 do
  redis.call('HSET', AT .. 'people', ARGV[i], ARGV[i + 1])
end
redis.call('SET', AT .. 'version', ARGV[5])
redis.call('SET', AT .. 'floor', string.format('%.0f', floor))
redis.call('SET', AT .. 'mock', ARGV[2])
redis.call('SET', AT .. 'epoch', ARGV[1])
return {tostring(floor), tostring(now), 1}
