"""Back to who could have infected a case, and what several cases share."""
