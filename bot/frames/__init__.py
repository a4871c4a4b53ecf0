"""The bot's own words, once per language: what stands around the quotes of an answer."""
