"""Days as they are said in each language."""

from datetime import date

import pytest

from participation.kernel import languages
from participation.web import filters


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "Friday 1 March 2030"), ("cy", "1 Mawrth 2030 (dydd Gwener)")],
)
def test_a_day_of_the_week_fits_a_sentence(language: str, said: str) -> None:
    with languages.speaking(language):
        assert filters.weekday(date(2030, 3, 1)) == said
