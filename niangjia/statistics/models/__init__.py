"""Tables of 统计."""
