-- All people, and their version.
return {redis.call('GET', AT .. 'version'), redis.call('HGETALL', AT .. 'people')}
