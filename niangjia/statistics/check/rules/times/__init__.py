"""Time (期间): PERIOD. Pure."""
