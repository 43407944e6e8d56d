"""A fitted model in an ``.npz`` file: numbers and JSON, never pickled objects."""

from __future__ import annotations

import json
import os
import zipfile
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from participation.analysis.discovery import Quote, QuoteKind, Refused, SuggestedTheme
from participation.analysis.themes.textspace import SentencePart, TextSpace
from participation.analysis.themes.wordspace import WordSpace

if TYPE_CHECKING:
    from participation.analysis.themes.model import ThemeModel

FORMAT = 2


def save(model: ThemeModel, path: Path, *, quotes: bool = True) -> None:
    """Write whole or not at all: to a file beside it first, then moved into place."""
    if model.space_ is None:
        raise Refused("there is no theme to save: too few answers were grouped")
    words, sentence = model.space_.words, model.space_.sentence
    about = {
        "format": FORMAT,
        "settings": {**model.get_params(), "drop_words": list(model.drop_words)},
        "themes": [asdict(theme) | ({} if quotes else {"quotes": []}) for theme in model.themes_],
        "floor": model.floor_,
        "weight": words.weight,
        "blocks": len(words.centres),
    }
    arrays: dict[str, Any] = {
        "about": np.frombuffer(json.dumps(about).encode(), np.uint8),
        "vocabulary": np.frombuffer("\n".join(words.vocabulary).encode(), np.uint8),
        "table": words.table,
        "centres": model.centres_,
        "known": model.known_,
        "curve": np.stack(model.curve_),
    }
    arrays |= {f"centre{at}": centre for at, centre in enumerate(words.centres)}
    if sentence is not None:
        arrays |= {
            "sentence_share": sentence.share,
            "sentence_centre": sentence.centre,
            "sentence_basis": sentence.basis,
            "student": sentence.student,
        }
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with beside.open("wb") as file:
            np.savez_compressed(file, allow_pickle=False, **arrays)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def load(kind: type[ThemeModel], path: Path) -> ThemeModel:
    """Read what :func:`save` wrote.

    Raises
    ------
    Refused
        When the file is not a saved model, or of a newer format.
    """
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as held:
            arrays = {name: held[name] for name in held.files}
        about = json.loads(arrays["about"].tobytes())
        if about["format"] != FORMAT:
            raise Refused("this model was saved by another version: fit it again")
        words = WordSpace(
            _split(arrays["vocabulary"].tobytes().decode()),
            arrays["table"],
            tuple(arrays[f"centre{at}"] for at in range(int(about["blocks"]))),
            float(about["weight"]),
        )
        sentence = None
        if "student" in arrays:
            sentence = SentencePart(
                arrays["sentence_share"],
                arrays["sentence_centre"],
                arrays["sentence_basis"],
                arrays["student"],
                arrays["known"],
            )
        model = kind(**about["settings"])
        model.space_ = TextSpace(words, sentence)
        model.centres_ = arrays["centres"]
        model.known_ = arrays["known"]
        model.curve_ = (arrays["curve"][0], arrays["curve"][1])
        model.floor_ = float(about["floor"])
        model.themes_ = tuple(_theme(each) for each in about["themes"])
    except (KeyError, ValueError, TypeError, OSError, EOFError, zipfile.BadZipFile) as wrong:
        if isinstance(wrong, Refused):
            raise
        raise Refused("this is not a saved theme model") from wrong
    return model


def _split(lines: str) -> list[str]:
    return lines.split("\n") if lines else []


def _theme(given: dict[str, Any]) -> SuggestedTheme:
    quotes = tuple(
        Quote(**{**quote, "kind": QuoteKind(quote["kind"])}) for quote in given["quotes"]
    )
    return SuggestedTheme(
        **{
            **given,
            "quotes": quotes,
            "keyphrases": tuple(given["keyphrases"]),
            "titles": tuple((code, title) for code, title in given.get("titles", ())),
        },
    )
