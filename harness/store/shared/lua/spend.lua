-- Checks and marks a jti in one step.
-- ARGV[2..7]: the mark, its iat, and in seconds: future, tolerance, horizon, and how much longer marks are kept.
-- Returns 'fresh', 'spent', or 'ahead' where the caller's clock runs ahead of the server's: the floor would not hold.
local time = redis.call('TIME')
local now = time[1] + time[2] / 1000000
local iat = tonumber(ARGV[3])
if iat > now + tonumber(ARGV[4]) + tonumber(ARGV[5]) then
  return 'ahead'
end
local last = iat + tonumber(ARGV[6])
if now > last or iat <= tonumber(redis.call('GET', AT .. 'floor')) then
  return 'spent'
end
local until_then = string.format('%.0f', last + tonumber(ARGV[7]))
return redis.call('SET', AT .. 'jti:' .. ARGV[2], '', 'NX', 'EXAT', until_then) and 'fresh' or 'spent'
