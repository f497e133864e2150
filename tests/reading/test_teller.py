"""Tellers: what is told in the first person throughout is no article, however many it quotes."""

import pytest

from analysis.ground.errors import AnalysisError
from analysis.reading import read_document

TOLD = (
    "I went down to the weir before dawn. My father had shown me how to lift the gate. The river was high that day.\n\n"
)
QUOTED = '"The gate will not hold another winter," said Ann Fell. "It is older than the town."\n\n'
LONG = "I went on along the bank until my boots were full. Nobody had told me of the second weir in years.\n\n"
NEWS = "The weir is the oldest of the valley. Three crews repaired it in spring. The river was high that day.\n\n"


def test_a_text_in_the_first_person_is_doubted_as_an_article():
    reading = read_document((TOLD + QUOTED) * 6, name="test")
    assert reading.layout == "quotations"
    assert reading.is_doubted
    assert any("speaking throughout" in reason for reason in reading.reasons)


def test_an_article_whose_writer_speaks_up_once_is_not():
    reading = read_document(TOLD + QUOTED + (NEWS + QUOTED) * 8, name="test")
    assert reading.layout == "quotations"
    assert not reading.is_doubted


def test_a_story_in_the_first_person_that_hardly_quotes_is_nobodys():
    with pytest.raises(AnalysisError, match="names nobody"):
        read_document(TOLD + QUOTED + "".join(LONG.replace("second", f"{n}th") for n in range(30)), name="test")
