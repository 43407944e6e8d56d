"""Staff: signing in, sessions, roles across the site or on one team."""
