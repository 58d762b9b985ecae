"""Properties: Hypothesis makes up the inputs, the judge decides."""
