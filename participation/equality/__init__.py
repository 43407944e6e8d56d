"""Equality monitoring: questions about people themselves, kept apart from what they said."""
