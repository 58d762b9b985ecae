"""The verifier role: an app's server that trusts current-customer tokens, as scenarios see it."""
