"""Accuracy and speed: question sets, metrics, reports and benchmarks."""
