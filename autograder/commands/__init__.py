"""The commands and their arguments: the only place that prints."""
