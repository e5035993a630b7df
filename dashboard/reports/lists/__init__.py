"""Tables to take away: as workbooks, and a day's work on paper."""
