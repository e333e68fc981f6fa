"""Named reads of 统计."""
