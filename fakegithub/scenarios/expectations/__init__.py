"""Judging what is expected by what has come."""
