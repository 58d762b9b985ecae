"""What the parties owe each other, as data: words, rules, claim tables, and the platform profile with its sources."""
