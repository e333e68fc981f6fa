"""Formats of dates and numbers for Chinese."""
