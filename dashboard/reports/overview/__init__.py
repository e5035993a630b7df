"""The overview on one page, to print."""
