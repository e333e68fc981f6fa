"""Pages of cadres of 统计."""
