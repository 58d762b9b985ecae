-- Whether the jti of the mark ARGV[2] was spent: 1 or 0.
return redis.call('EXISTS', AT .. 'jti:' .. ARGV[2])
