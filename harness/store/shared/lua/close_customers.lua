-- Ends every session of the customers whose fields are ARGV[2..].
local gone = {}
for i = 2, #ARGV do
  gone[ARGV[i]] = true
end
for _, token in ipairs(redis.call('ZRANGE', AT .. 'order', 0, -1)) do
  if gone[redis.call('HGET', AT .. 'session:' .. token, 'field')] then
    redis.call('DEL', AT .. 'session:' .. token)
    redis.call('ZREM', AT .. 'order', token)
  end
end
return 1
