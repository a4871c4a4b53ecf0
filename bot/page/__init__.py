"""The chat page: texts, rendering, handlers, layout."""

import os

# Gradio reads it when it is imported, and would tell its makers.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
