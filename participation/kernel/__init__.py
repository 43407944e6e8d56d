"""What every room may use: the base table, the clock, refusals, actors, keys."""
