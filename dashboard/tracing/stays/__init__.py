"""Check-ins to stays."""
