"""Pure rules of 统计."""
