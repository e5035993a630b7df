"""From a case to its contacts, the day's work and the zones."""
