"""The sums themselves, in a child process: no database, no web, only what comes back."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from participation.analysis.discovery import Discovery
    from participation.analysis.themes.model import ThemeModel


@dataclass(frozen=True)
class Earlier:
    """A theme of an earlier question, and the one it is matched with; ``likeness`` is a cosine."""

    old: str
    new: str
    likeness: float
    same: bool


@dataclass(frozen=True)
class Grouped:
    """What a grouping gives: the result, what was learnt (bytes of an ``.npz``), and how its
    themes match those of an earlier question."""

    found: Discovery
    model: bytes | None = None
    earlier: tuple[Earlier, ...] = ()


def group_file(
    path: str,
    *,
    seed: int,
    question: str,
    detail: str,
    grade: str,
    about: int | None = None,
    drop_words: Sequence[str] = (),
    earlier: bytes | None = None,
    progress: Callable[[str, float], None] | None = None,
) -> Grouped:
    """Group the answers in a file of lines ``[text, language]``.

    The heavy libraries are imported here and nowhere above.
    """
    from participation.analysis.themes.matching import match_earlier
    from participation.analysis.themes.model import ThemeModel

    texts: list[str] = []
    languages: list[str] = []
    for text, language in _lines(path):
        texts.append(text)
        languages.append(language)
    model = ThemeModel(
        grade=grade,
        detail=detail,
        about=about,
        question=question,
        drop_words=tuple(drop_words),
        random_state=seed,
    )
    found = model.discover(texts, languages=languages, progress=progress)
    matched: tuple[Earlier, ...] = ()
    if earlier is not None and found.themes:
        matched = tuple(
            Earlier(one.old, one.new, one.overlap, one.same)
            for one in match_earlier(_opened(earlier), texts, found)
        )
    return Grouped(found, _kept(model, texts) if found.themes else None, matched)


@dataclass(frozen=True)
class Arrived:
    """What a kept model says of answers that came later.

    ``strange`` are those unlike anything it was learnt from; ``label``, ``keyphrases`` and
    ``alike`` describe the largest set of those that are like one another. All are places in the
    texts handed in.
    """

    found: Discovery
    strange: tuple[int, ...]
    label: str = ""
    keyphrases: tuple[str, ...] = ()
    alike: tuple[int, ...] = ()


def code_texts(
    model: bytes,
    texts: Sequence[str],
    languages: Sequence[str],
    waiting: Sequence[str] = (),
) -> Arrived:
    """Give answers the themes of a kept model, and look for new kinds among them.

    ``waiting`` are strange answers of before, with which a new kind may be found; their places
    follow those of ``texts``.
    """
    from participation.analysis.themes import novelty

    kept = _opened(model)
    found = kept.code(list(texts), languages=list(languages))
    saying = {row.index for row in found.assignments if row.primary and row.theme_id is not None}
    everything = [*texts, *waiting]
    odd, vectors = novelty.unlike(kept, everything)
    for at in range(len(texts)):
        odd[at] = odd[at] and at in saying
    odd[len(texts) :] = True
    kind = novelty.new_kind(kept, everything, vectors, odd)
    strange = tuple(at for at in range(len(texts)) if odd[at])
    if kind is None:
        return Arrived(found, strange)
    return Arrived(found, strange, kind.label, kind.keyphrases, kind.members)


def _lines(path: str) -> Iterator[tuple[str, str]]:
    with Path(path).open(encoding="utf-8") as file:
        for line in file:
            text, language = json.loads(line)
            yield text, language


def _kept(model: ThemeModel, texts: Sequence[str]) -> bytes:
    """The model without quotes, and without words that only one answer holds: those may be
    somebody's name."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.npz"
        model.forget_rare_words(texts)
        model.save(path, quotes=False)
        return path.read_bytes()


def _opened(content: bytes) -> ThemeModel:
    from participation.analysis.themes.model import ThemeModel

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.npz"
        path.write_bytes(content)
        return ThemeModel.load(path)
