"""From a question to the sections and passages that settle it."""
