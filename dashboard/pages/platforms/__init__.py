"""Every other platform that the letters name, and the sources of all."""
