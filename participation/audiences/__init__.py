"""Audiences: who is asked, how they find the page, and codes for those who are invited by name."""
