"""What anyone can check about a draw: digests published before, digits drawn, the result.

Before the draw two digests are published: of the pool (salted, so that nobody can test whether a
neighbour is in it) and of the tickets. The tickets' digest is the root of a Merkle tree over salted
leaves (Merkle, *A digital signature based on a conventional encryption function*, 1988; leaf and
node hashes are kept apart as in RFC 6962): after the draw the chosen ticket alone is opened, with
its path to the root. The other tickets stay closed, because how often one person stands on them
would tell their chance. An auditor is given the salt, the pool and every ticket.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from participation.analysis.draws.checker import panel_problems, ticket_problems
from participation.analysis.draws.types import Person, Quota


@dataclass(frozen=True)
class Seal:
    """What is published before the draw: hexadecimal SHA-256 digests and the count of tickets."""

    pool: str
    tickets: str
    count: int


@dataclass(frozen=True)
class Opening:
    """What is published after it: the digits drawn, the people on that ticket, the proof."""

    seal: Seal
    digits: str
    ids: tuple[str, ...]
    salt: str
    path: tuple[str, ...]


def canonical_pool(people: Iterable[Person]) -> bytes:
    """The pool as bytes that don't depend on the order of people or of columns."""
    rows = [
        [person.id, person.household, dict(sorted(person.values.items()))]
        for person in sorted(people, key=lambda person: person.id)
    ]
    return _json(rows)


def canonical_quotas(quotas: Iterable[Quota]) -> bytes:
    """The quotas as bytes that don't depend on their order."""
    return _json([[q.category, q.feature, q.min, q.max] for q in sorted(quotas)])


def pool_digest(people: Iterable[Person], salt: bytes = b"") -> str:
    """SHA-256 of the pool, keyed by the salt when there is one."""
    content = canonical_pool(people)
    if salt:
        return hmac.new(salt, b"pool:" + content, hashlib.sha256).hexdigest()
    return hashlib.sha256(content).hexdigest()


def seal_draw(people: Iterable[Person], tickets: Sequence[Sequence[str]], salt: bytes) -> Seal:
    """The digests to publish before the digits are drawn. Keep ``salt`` secret until an audit.

    Raises:
        ValueError: when the salt is shorter than 16 bytes or there are no tickets.
    """
    if len(salt) < 16:
        raise ValueError("the salt needs at least 16 bytes")
    if not tickets:
        raise ValueError("there are no tickets")
    leaves = [_leaf(number, ids, salt) for number, ids in enumerate(tickets)]
    return Seal(pool_digest(people, salt), _levels(leaves)[-1][0].hex(), len(tickets))


def open_ticket(seal: Seal, tickets: Sequence[Sequence[str]], digits: str, salt: bytes) -> Opening:
    """The drawn ticket with its proof.

    Raises:
        ValueError: when the digits name no ticket.
    """
    number = _number(digits, len(tickets))
    if number is None:
        raise ValueError("the digits name no ticket")
    levels = _levels([_leaf(at, ids, salt) for at, ids in enumerate(tickets)])
    path, at = [], number
    for level in levels[:-1]:
        beside = at ^ 1
        path.append(level[beside].hex() if beside < len(level) else "")
        at //= 2
    return Opening(
        seal, digits, tuple(tickets[number]), _ticket_salt(number, salt).hex(), tuple(path)
    )


def verify_opening(opening: Opening) -> list[str]:
    """Everything that is wrong with a published result, in words; empty when it holds.

    >>> pool = [Person(str(i), {}) for i in range(3)]
    >>> tickets = [("0",), ("1",), ("2",)]
    >>> secret = b"sixteen bytes or more"
    >>> opening = open_ticket(seal_draw(pool, tickets, secret), tickets, "2", secret)
    >>> opening.ids, verify_opening(opening)
    (('2',), [])
    """
    number = _number(opening.digits, opening.seal.count)
    if number is None:
        return [f"The digits “{opening.digits}” name no ticket"]
    try:
        digest = _salted_leaf(number, opening.ids, bytes.fromhex(opening.salt))
        steps = [bytes.fromhex(step) for step in opening.path]
    except ValueError:
        return ["The proof isn't made of hexadecimal digits"]
    width, at = opening.seal.count, number
    for step in steps:
        if width <= 1 or bool(step) != ((at ^ 1) < width):
            return ["The proof has the wrong shape for this many tickets"]
        if step:
            digest = _node(step, digest) if at % 2 else _node(digest, step)
        at, width = at // 2, (width + 1) // 2
    if width != 1:
        return ["The proof is too short"]
    if not hmac.compare_digest(digest.hex(), opening.seal.tickets):
        return ["The ticket is not the one that was sealed before the draw"]
    return []


def verify_audit(
    opening: Opening,
    people: Sequence[Person],
    quotas: Sequence[Quota],
    size: int,
    tickets: Sequence[Sequence[str]],
    salt: bytes,
) -> list[str]:
    """The public check, and everything an auditor can see: pool, seal, every ticket."""
    problems = verify_opening(opening)
    if not hmac.compare_digest(pool_digest(people, salt), opening.seal.pool):
        problems.append("The pool is not the one that was sealed before the draw")
    if seal_draw(people, tickets, salt).tickets != opening.seal.tickets:
        problems.append("The tickets are not those that were sealed before the draw")
    problems += ticket_problems(tickets, people, quotas, size, expected=opening.seal.count)
    known = {person.id: person for person in people}
    for problem in panel_problems(opening.ids, known, quotas, size):
        problems.append(f"The result: {problem}")
    return problems


def _number(digits: str, count: int) -> int | None:
    if len(digits) != len(str(count - 1)) or not (digits.isascii() and digits.isdigit()):
        return None
    return int(digits) if int(digits) < count else None


def _ticket_salt(number: int, salt: bytes) -> bytes:
    return hmac.new(salt, f"ticket:{number}".encode(), hashlib.sha256).digest()


def _leaf(number: int, ids: Sequence[str], salt: bytes) -> bytes:
    return _salted_leaf(number, ids, _ticket_salt(number, salt))


def _salted_leaf(number: int, ids: Sequence[str], salt: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + _json([salt.hex(), number, list(ids)])).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def _levels(leaves: list[bytes]) -> list[list[bytes]]:
    levels = [leaves]
    while len(levels[-1]) > 1:
        level = levels[-1]
        levels.append(
            [
                _node(level[i], level[i + 1]) if i + 1 < len(level) else level[i]
                for i in range(0, len(level), 2)
            ]
        )
    return levels


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
