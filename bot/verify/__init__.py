"""Whether a sentence that a model wrote is supported by the passage that it cites."""
