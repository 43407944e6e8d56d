"""Mail: written to an outbox in the deed's transaction, sent by a job."""
