"""The queue of work: a row per job is the truth, an engine carries it to a worker."""
