-- Puts a current.jwt into a session, if what is there is still what the caller saw.
-- ARGV[2..5]: the session's token, the field, what the caller saw there or '', and what is to be there.
-- Returns what is there from now on; in a session that is over by now, nothing is kept.
local session = AT .. 'session:' .. ARGV[2]
if redis.call('EXISTS', session) == 0 then
  return ARGV[5]
end
local held = redis.call('HGET', session, ARGV[3]) or ''
if held ~= ARGV[4] then
  return held
end
redis.call('HSET', session, ARGV[3], ARGV[5])
return ARGV[5]
