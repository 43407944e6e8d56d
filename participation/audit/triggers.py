"""Triggers that refuse any change to the record, on both databases."""

from sqlalchemy import Connection, inspect

PROTECTED = ("audit_entry", "audit_seal")

_POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION participation_append_only() RETURNS trigger AS $$
BEGIN
  RAISE EXCEPTION 'the record is only added to';
END
$$ LANGUAGE plpgsql
"""


def ensure_triggers(connection: Connection) -> None:
    """Put the append-only triggers on every protected table that exists. Safe to run again."""
    present = [table for table in PROTECTED if inspect(connection).has_table(table)]
    if not present:
        return
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(_POSTGRES_FUNCTION)
    for table in present:
        for statement in _statements(table, connection.dialect.name):
            connection.exec_driver_sql(statement)


def _statements(table: str, dialect: str) -> list[str]:
    if dialect == "postgresql":
        name = f"{table}_append_only"
        create = (
            f"CREATE TRIGGER {name} BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION participation_append_only()"
        )
        return [f"DROP TRIGGER IF EXISTS {name} ON {table}", create]
    return [
        f"CREATE TRIGGER IF NOT EXISTS {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
        "BEGIN SELECT RAISE(ABORT, 'the record is only added to'); END"
        for verb in ("UPDATE", "DELETE")
    ]
