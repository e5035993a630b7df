"""Each benchmark prints a table of ratios against peers, all measured in one run."""
