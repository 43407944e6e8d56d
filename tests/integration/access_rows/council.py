"""Who may come in: the council's public pages, and what every page is made of."""

from participation.kernel.actors import P
from tests.integration.access_rows import Row, Scope

ROWS = {
    "assets.serve": Row(
        P.SITE_READ, Scope.PUBLIC, values=lambda world: {"name": "images/icon.svg"}
    ),
    "council.privacy": Row(P.SITE_READ, Scope.PUBLIC),
    "council.accessibility": Row(P.SITE_READ, Scope.PUBLIC),
    "council.contact": Row(P.SITE_READ, Scope.PUBLIC),
    "council.cookies": Row(P.SITE_READ, Scope.PUBLIC),
    "council.stylesheet": Row(P.SITE_READ, Scope.PUBLIC),
    "council.logo": Row(P.SITE_READ, Scope.PUBLIC, also=frozenset({404})),
}
