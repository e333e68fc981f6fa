"""Named reads of 报告."""
