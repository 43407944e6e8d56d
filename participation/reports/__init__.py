"""Reading across all rooms: the pages that join missions, replies, themes and decisions."""
