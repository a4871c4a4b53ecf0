"""Documents in: files are read, normalized, identified and split into passages."""
