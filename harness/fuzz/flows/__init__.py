"""State machines: flows of several steps, each checked against a model of a few lines, which is not the judge."""
