"""How the order stands: who has the app, who is vaccinated, what was told to whom."""
