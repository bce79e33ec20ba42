"""A letter's file or words → what it says, each value with the words it was read from."""

from assistant.reading.text import read_file, read_text

__all__ = ["read_file", "read_text"]
