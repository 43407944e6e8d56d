"""Rows for tests: each factory gives the least a row needs."""
