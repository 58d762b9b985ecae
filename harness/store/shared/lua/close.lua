-- Ends the session of the token ARGV[2].
redis.call('DEL', AT .. 'session:' .. ARGV[2])
return redis.call('ZREM', AT .. 'order', ARGV[2])
