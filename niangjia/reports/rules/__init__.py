"""Pure rules of 报告."""
