"""Pure rules: text and records in, records out; no clock, no files, no network."""
