"""Which submissions of a class have similar code: it ranks pairs and does not say why they are similar."""
