"""How to reach what is under test: target files, HTTP, processes. A target never learns what a fault is."""
