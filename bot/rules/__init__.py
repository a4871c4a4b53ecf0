"""Rules of refusal, one file per kind of question."""
