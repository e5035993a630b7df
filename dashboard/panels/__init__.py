"""The parts that pages are composed of: tiles, filters, tables, the frame."""
