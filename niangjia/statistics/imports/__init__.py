"""Excel sheets of 统计."""
