"""Aid to workers in difficulty (困难职工帮扶)."""
