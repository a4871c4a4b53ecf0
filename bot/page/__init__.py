"""The chat page: texts, rendering, handlers, layout."""
