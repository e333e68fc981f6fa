"""Template filters of 统计."""
