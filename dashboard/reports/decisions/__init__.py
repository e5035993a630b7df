"""Papers that order, change and end a zone, and what they are made of."""
