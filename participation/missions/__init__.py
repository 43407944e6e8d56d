"""Missions: the long-term aims that everything else hangs from."""
