"""The scenarios in pytest: collecting them, giving them a target, turning what happened into records and reports."""
