"""Forms of 统计."""
