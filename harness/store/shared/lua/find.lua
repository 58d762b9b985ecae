-- The session of the token ARGV[2] as fields and values, while its customer is there.
local found = redis.call('HGETALL', AT .. 'session:' .. ARGV[2])
local field = redis.call('HGET', AT .. 'session:' .. ARGV[2], 'field')
if not field or redis.call('HEXISTS', AT .. 'people', field) == 0 then
  return {}
end
return found
