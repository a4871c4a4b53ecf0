"""Answers composed from passages, one file per kind of answer."""
