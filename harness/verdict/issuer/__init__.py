"""Verdicts about issuers: apps that are asked to log people in, and whose tokens are taken apart and redeemed."""
