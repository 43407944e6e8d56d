"""The staff's own pages: people and teams, the council's face, jobs, the record."""
