"""The only room that writes of 统计."""
