"""Calibration: what a store does where the documents are silent, measured line by line of the platform profile.

Each measurement is one small function in ``families``; ``measuring`` runs them, ``written`` makes a profile of what
they found. A refusal counts only where a fresh valid token is accepted right after, and what is not plain is left out.
"""
