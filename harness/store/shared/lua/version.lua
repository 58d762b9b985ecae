-- The version of the people, which every change replaces by another.
return redis.call('GET', AT .. 'version')
