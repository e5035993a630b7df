"""Why somebody is in a ring: chains, contacts, the network."""
