"""Consultations: questions put to the public, and when they open and close."""
