"""Citizen panels: who is asked, how they are drawn, and what became of their advice."""
