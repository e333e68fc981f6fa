"""Units (单位与口径): UNIT-PT, INT-COUNT, RATIO-EXACT, COMBINED. Pure."""
