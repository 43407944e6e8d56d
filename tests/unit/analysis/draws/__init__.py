"""Tests of panel draws."""
