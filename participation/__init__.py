"""Participation: a council asks, residents answer, and everyone sees what changed."""

__version__ = "0.1.0"
