"""The knowledge base: passages stored, indexed and searched."""
