"""Tables of 报告."""
