"""Questions understood, answers composed and verified; page, command line and API."""
