"""Zones: clusters, risk by home and place, the fewest residents, what each costs."""
