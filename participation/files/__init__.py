"""Files: documents and originals that staff attach, kept in the database beside what they show."""
