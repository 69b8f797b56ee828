"""The commands, and what they take: the only place that prints."""
