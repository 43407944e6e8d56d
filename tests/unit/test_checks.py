"""The checks find what they are for, and find nothing here."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts import catalogues, check_floors, check_repository, check_templates


def test_templates_are_as_they_should_be() -> None:
    assert check_templates.problems() == []


def test_floors_are_kept() -> None:
    assert check_floors.problems() == []


def test_only_what_may_be_kept_is_kept() -> None:
    assert check_repository.problems() == []


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_every_word_is_translated(language: str) -> None:
    found = catalogues.problems(language)
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "line",
    [
        "{{ words | safe }}",
        "{{ words|safe }}",
        '<p style="color: red">',
        '<a onclick="go()">',
        '<a href="javascript:go()">',
        "<script>go()</script>",
        '<img src="https://elsewhere.example/x.png">',
        '<link href="//elsewhere.example/x.css">',
        '<form action="/x">',
        "{% autoescape false %}{% endautoescape %}",
        "{% if %}",
    ],
)
def test_a_bad_template_is_found(tmp_path: Path, line: str) -> None:
    (tmp_path / "bad.html").write_text(f"{{# a comment\n#}}\n{line}\n")
    assert len(check_templates.problems(tmp_path)) >= 1


def test_an_undocumented_argument_is_found(tmp_path: Path) -> None:
    folder = tmp_path / "components"
    folder.mkdir()
    page = "{#- templates/components/x.html: an x. size: how big. -#}\n"
    (folder / "x.html").write_text(page + "{% macro x(size, colour=none) %}{% endmacro %}")
    assert check_templates.problems(tmp_path) == [
        "components/x.html: colour, which x takes, isn't explained at the top"
    ]


@pytest.mark.parametrize(
    ("file", "line", "fault"),
    [
        ("things/rules.py", "import sqlalchemy", "rules doesn't know sqlalchemy"),
        ("things/services.py", "from flask import g", "services doesn't know flask.g"),
        ("things/queries.py", "from wtforms import Form", "queries doesn't know wtforms.Form"),
        (
            "things/forms.py",
            "from sqlalchemy.orm import Session",
            "forms doesn't know sqlalchemy.orm.Session",
        ),
        (
            "things/rules.py",
            "from participation.things import models",
            "rules is below models",
        ),
        (
            "things/services/opening.py",
            "from participation.things.views import show",
            "services is below views",
        ),
        ("analysis/groups.py", "import sqlalchemy", "analysis/ doesn't know sqlalchemy"),
    ],
)
def test_reaching_up_is_found(tmp_path: Path, file: str, line: str, fault: str) -> None:
    path = tmp_path / "participation" / file
    path.parent.mkdir(parents=True)
    path.write_text(f'"""x"""\n{line}\n')
    found = check_floors.problems(tmp_path / "participation")
    assert found == [f"participation/{file}:2: {fault}"]


def test_reaching_down_is_not(tmp_path: Path) -> None:
    path = tmp_path / "participation" / "things" / "views.py"
    path.parent.mkdir(parents=True)
    path.write_text("from flask import g\nfrom participation.things import services, rules\n")
    assert check_floors.problems(tmp_path / "participation") == []


def test_two_heads_are_found(tmp_path: Path) -> None:
    for revision, before in (("a1", "None"), ("b2", "'a1'"), ("c3", "'a1'")):
        text = f"revision = '{revision}'\ndown_revision = {before}\n"
        (tmp_path / f"{revision}.py").write_text(text)
    assert check_repository.two_heads(tmp_path) == ["migrations/versions: 2 heads: b2, c3"]
    (tmp_path / "d4.py").write_text("revision = 'd4'\ndown_revision = ('b2', 'c3')\n")
    assert check_repository.two_heads(tmp_path) == []
