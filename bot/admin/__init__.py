"""The administration pages: documents, questions, words, switches."""
