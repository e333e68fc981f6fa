"""Shapes of input of 报告."""
