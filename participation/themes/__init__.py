"""Themes: what people said, found by computer and settled by people."""
