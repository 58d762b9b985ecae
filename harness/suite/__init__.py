"""The scenarios in pytest: collecting them, giving them their target, turning what happened into records and reports."""
