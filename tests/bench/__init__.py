"""Benchmarks: how fast and how large the program is, beside others, on the machine that runs them. Never a test."""
