"""What tests stand on: a real browser, a real PostgreSQL, and judges of pages."""

import pytest

pytest.register_assert_rewrite("tests.support.axe", "tests.support.htmlcheck")
