"""Keeping a desk running: checks, probes, figures, backups."""
