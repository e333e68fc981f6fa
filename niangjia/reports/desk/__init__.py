"""Pages of cadres of 报告."""
