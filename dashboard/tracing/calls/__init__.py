"""Whom to call first."""
