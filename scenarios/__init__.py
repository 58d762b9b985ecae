"""The scenarios: one folder per role, one file per rule. Functions start with a verb; ``pytest scenarios`` runs them."""
