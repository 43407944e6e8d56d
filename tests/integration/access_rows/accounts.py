"""Who may come in: accounts."""

from participation.kernel.actors import P
from tests.integration.access_rows import Row, Scope

ROWS = {
    "accounts.sign_in": Row(P.SIGN_IN, Scope.PUBLIC),
    "accounts.sign_out": Row(P.SIGN_IN, Scope.PUBLIC),
    "accounts.forgotten": Row(P.SIGN_IN, Scope.PUBLIC),
    "accounts.set_password": Row(
        P.SIGN_IN, Scope.PUBLIC, values=lambda world: {"token": "no-such-link"}
    ),
    "accounts.account": Row(P.ACCOUNT_OWN, Scope.STAFF),
    "accounts.change_password": Row(P.ACCOUNT_OWN, Scope.STAFF),
    "accounts.sign_out_others": Row(P.ACCOUNT_OWN, Scope.STAFF),
}
