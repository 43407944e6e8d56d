"""Tests of this room on both databases."""
