"""The only room that writes of 报告."""
