"""Which submissions of a class have sources alike: it ranks pairs, and says nothing of how they came to be so."""
