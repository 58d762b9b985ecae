"""A storefront of one's own in a real browser: signing in, where the token is seen, and what it opens elsewhere."""
