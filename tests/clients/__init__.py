"""Client libraries of BigCommerce, run against the mock and against our tokens."""
