"""Sums, balances and products (合计、收支、单价): SUM, MUL. Pure."""
