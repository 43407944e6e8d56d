"""A result as the value that ``themes.json`` holds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from participation.analysis.discovery import Discovery, State, SuggestedTheme

if TYPE_CHECKING:
    from participation.analysis.themes.matching import Match


def themes_value(found: Discovery, ids: Sequence[str], texts: Sequence[str]) -> dict[str, Any]:
    """What ``themes.json`` holds. Nothing in it varies between equal runs, in any order of rows.

    Of rows with the very same words, the one with the first id (by code points) is named.
    """
    first: dict[str, str] = {}
    for row_id, text in zip(ids, texts, strict=True):
        first[text] = min(row_id, first.get(text, row_id))
    return {
        "themes": [
            {
                "id": theme.id,
                "label": theme.label,
                "language": theme.language,
                "titles": dict(theme.titles),
                "keyphrases": list(theme.keyphrases),
                "size": theme.size,
                "distinct": theme.distinct,
                "mixed": theme.mixed,
                "stability": theme.stability,
                "parent": theme.parent,
                "quotes": _quotes(theme, first, texts),
                "parts": [
                    {
                        "id": part.id,
                        "label": part.label,
                        "keyphrases": list(part.keyphrases),
                        "size": part.size,
                        "distinct": part.distinct,
                        "mixed": part.mixed,
                        "stability": part.stability,
                        "parent": part.parent,
                        "quotes": _quotes(part, first, texts),
                    }
                    for part in found.parts
                    if part.parent == theme.id
                ],
            }
            for theme in found.themes
        ],
        "campaigns": [
            {
                "id": campaign.id,
                "template": first[texts[campaign.template]],
                "size": len(campaign.indices),
                "distinct": campaign.distinct,
            }
            for campaign in found.campaigns
        ],
        "reading_order": _reading_order(found, ids, texts),
        "run": {
            "seed": found.run.seed,
            "grade": found.run.grade.value,
            "detail": found.run.detail.value,
            "method": found.run.method,
            "parameters": dict(found.run.parameters),
            "versions": dict(found.run.versions),
            "corpus_digest": found.run.corpus_digest,
            "counts": dict(found.run.counts),
            "stability": found.run.stability,
            "reruns": found.run.reruns,
            "quality": dict(found.run.quality),
            "notices": list(found.run.notices),
        },
    }


def _quotes(
    theme: SuggestedTheme, first: dict[str, str], texts: Sequence[str]
) -> list[dict[str, Any]]:
    return [
        {
            "id": first[texts[quote.index]],
            "start": quote.start,
            "end": quote.end,
            "text": quote.text,
            "kind": quote.kind.value,
        }
        for quote in theme.quotes
    ]


def _reading_order(found: Discovery, ids: Sequence[str], texts: Sequence[str]) -> list[str]:
    """Where there are too few answers to group: those that say something, like after like."""
    saying = {one.index for one in found.assignments if one.state is State.UNDECIDED}
    rank: dict[str, int] = {}
    for at in found.reading_order:
        if at in saying:
            rank.setdefault(texts[at], len(rank))
    return [ids[at] for at in sorted(saying, key=lambda at: (rank.get(texts[at], 0), ids[at]))
            ] if rank else []  # fmt: skip


def add_earlier(
    value: dict[str, Any], earlier: Sequence[SuggestedTheme], matched: Sequence[Match]
) -> None:
    """Say with each theme which one of an earlier set means the same, if any."""
    labels = {theme.id: theme.label for theme in earlier}
    pairs = {one.new: one for one in matched}
    for theme in value["themes"]:
        pair = pairs.get(theme["id"])
        theme["earlier"] = (
            {"id": pair.old, "label": labels[pair.old], "likeness": pair.overlap,
             "same": pair.same}
            if pair
            else None
        )  # fmt: skip
