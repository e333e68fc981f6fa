"""Rates, shares and changes (比率、占比、增减): RATE-CEIL, RATE-REC. Pure."""
