"""One file a format; each imports its library only when a file of it is read."""
