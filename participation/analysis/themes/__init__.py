"""The parts of theme discovery: reading, encoding, grouping, naming, matching."""
