"""Tables to take away, as workbooks."""
