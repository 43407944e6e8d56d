"""Who may come in: areas, and the picture of them."""

from participation.kernel.actors import P
from tests.integration.access_rows import Row, Scope

ROWS = {
    "geography.areas": Row(P.COUNCIL_EDIT, Scope.SITE),
    "geography.load": Row(
        P.COUNCIL_EDIT, Scope.SITE, values=lambda world: {"kind": "areas"}, also=frozenset({422})
    ),
    "geography.picture": Row(P.SITE_READ, Scope.PUBLIC, also=frozenset({404})),
}
