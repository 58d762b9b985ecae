-- Changes people, if they are still of the version that the change was thought out for.
-- ARGV[2..4]: that version, the next one, how many fields go; then those, then fields and values.
-- Returns 1, or 0 if somebody else was first.
if redis.call('GET', AT .. 'version') ~= ARGV[2] then
  return 0
end
for i = 5, 4 + tonumber(ARGV[4]) do
  redis.call('HDEL', AT .. 'people', ARGV[i])
end
for i = 5 + tonumber(ARGV[4]), #ARGV, 2 do
  redis.call('HSET', AT .. 'people', ARGV[i], ARGV[i + 1])
end
redis.call('SET', AT .. 'version', ARGV[3])
return 1
