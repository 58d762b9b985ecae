-- Opens a session, if its customer is still there, and ends another.
-- ARGV[2..6]: its token, who it is as JSON, the customer's field, the token that ends or '', and how many there may be.
-- Returns 1, or 0 where the customer is gone.
local function close(token)
  redis.call('DEL', AT .. 'session:' .. token)
  redis.call('ZREM', AT .. 'order', token)
end
if ARGV[5] ~= '' then
  close(ARGV[5])
end
if redis.call('HEXISTS', AT .. 'people', ARGV[4]) == 0 then
  return 0
end
redis.call('HSET', AT .. 'session:' .. ARGV[2], 'who', ARGV[3], 'field', ARGV[4])
redis.call('ZADD', AT .. 'order', redis.call('INCR', AT .. 'opened'), ARGV[2])
while redis.call('ZCARD', AT .. 'order') > tonumber(ARGV[6]) do
  close(redis.call('ZRANGE', AT .. 'order', 0, 0)[1])
end
return 1
