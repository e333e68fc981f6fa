"""Statistics (统计): what is read out of, and written into, reports."""
