"""Stays as sorted columns: built, saved, brought up to date, searched."""
