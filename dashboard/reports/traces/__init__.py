"""Papers of one trace: its quick report, and one person's evidence."""
