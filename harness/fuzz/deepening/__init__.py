"""Going deeper into apps that run in this process: guided by their coverage, and saying where in them a check is."""
