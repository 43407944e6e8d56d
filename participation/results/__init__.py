"""Results of closed questions: counted, drawn, and released so that nobody can be picked out."""
