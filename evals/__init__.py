"""Evaluation: questions people might ask, what a right answer holds, and how near ours come."""
