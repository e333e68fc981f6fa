"""Benchmarks: ratios measured in one run on one machine; results in docs/performance.md."""
