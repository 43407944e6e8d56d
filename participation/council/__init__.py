"""The council itself: its name, face, languages, contacts and the notices every form links to."""
