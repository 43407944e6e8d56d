"""Where people live: the council's areas, their boundaries and people, and postcodes."""
