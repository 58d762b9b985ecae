"""From what was seen to what it means: outcomes, evidence, verdicts, findings. Decisions are pure functions."""
