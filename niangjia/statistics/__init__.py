"""Statistics (统计): figures, closings, targets, dashboards, and the figure check."""
