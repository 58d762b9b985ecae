"""Fuzzing a target: lanes that hunt side by side, what they found brought together, and the records it becomes."""
