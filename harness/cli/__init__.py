"""The command ``tokenassay``."""
