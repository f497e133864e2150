"""Benchmarks: speed and memory as ratios against the plain way, measured in the same run."""
