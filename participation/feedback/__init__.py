"""Feedback: local ambitions, priorities, decisions, and what happened because of what was said."""
