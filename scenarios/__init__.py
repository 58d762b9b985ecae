"""The scenarios: a folder per role, a file per rule. Functions start with a verb; ``pytest scenarios`` runs them."""
