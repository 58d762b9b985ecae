"""What is kept of a browser scenario: where it lies, what is masked in it, and how a trace is rewritten."""
