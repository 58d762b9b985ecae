-- Begins every script. ARGV[1] is the run id of the server at the other end of the caller's connection. If it is not
-- the one that the state belongs to, the server has been started since, or its data is gone: nothing in it counts.
local AT = 'tokenassay:'
if redis.call('GET', AT .. 'epoch') ~= ARGV[1] then
  return redis.error_reply('EPOCH the state belongs to another run of the server')
end
