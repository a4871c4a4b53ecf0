"""What is written down: questions, feedback, ingests, logins, changes; in SQLite or PostgreSQL."""
