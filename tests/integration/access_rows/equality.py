"""Who may come in: what is asked of people themselves."""

from participation.kernel.actors import P
from tests.integration.access_rows import Row, Scope

ROWS = {
    "equality.choose": Row(
        P.CONSULTATION_WRITE,
        Scope.OBJECT,
        values=lambda world: {"consultation_id": world.own.id},
        also=frozenset({422}),
    ),
}
