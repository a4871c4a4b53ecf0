"""What the documents teach: outlines, the organization, terms, quiz questions."""
