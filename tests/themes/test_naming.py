"""Names by a language model: a small server of the tests' own answers; nothing is asked unless that is wanted."""

import pytest

from analysis import open_corpus
from analysis.__main__ import main
from analysis.corpus.themes import load_themes
from tests.chatting import Model, serve


@pytest.fixture
def model():
    model = Model()
    model.answers = ["**Life on the water**\nWhat a crossing asks of those who work on it."]
    with serve(model):
        yield model


@pytest.fixture
def served(own, model):
    """A corpus with proposed themes, whose settings name the server."""
    (own / "settings.toml").write_text(f'name_server = "{model.address}"\nname_model = "small"\n', "utf-8")
    assert main(["--corpus", str(own), "corpus"]) == 0
    return own


def test_proposing_and_measuring_ask_nobody(served, model):
    assert open_corpus(served).themes.proposed
    assert model.asked == []


def test_themes_are_named_by_the_model_from_typical_passages(served, model, capsys):
    before = load_themes(served / "themes.toml")
    assert main(["--corpus", str(served), "theme", "name"]) == 0
    out, err = capsys.readouterr()
    assert model.address in err
    assert "nothing was written" in out
    assert load_themes(served / "themes.toml") == before
    assert main(["--corpus", str(served), "theme", "name", "--write"]) == 0
    after = load_themes(served / "themes.toml")
    assert {name for theme in after.themes for name in theme.names.values()} == {"Life on the water"}
    assert after.themes[0].descriptions["en"] == "What a crossing asks of those who work on it."
    assert after.ids() == before.ids()
    said = open_corpus(served).quote(open_corpus(served).measured)
    prompt = model.asked[0]["messages"][-1]["content"]
    assert any(text[:80] in prompt for text in said)
    assert before.themes[0].seeds["en"][0] in prompt
    assert model.asked[0]["model"] == "small"


@pytest.mark.parametrize("answer", ["", "A name that goes on and on " * 5])
def test_an_answer_that_is_no_name_is_not_taken(answer, served, model, capsys):
    model.answers = [answer or " "]
    before = load_themes(served / "themes.toml")
    assert main(["--corpus", str(served), "theme", "name", "--write"]) == 0
    assert "no name was taken from it for" in capsys.readouterr().err
    assert load_themes(served / "themes.toml") == before


def test_without_a_server_or_an_answer_one_sentence_says_so(own, served, model, capsys):
    model.status = 500
    assert main(["--corpus", str(served), "theme", "name"]) == 2
    assert "the server did not answer" in capsys.readouterr().err
    (served / "settings.toml").unlink()
    assert main(["--corpus", str(served), "theme", "name"]) == 2
    assert "no server is set: write name_server" in capsys.readouterr().err


def test_a_server_on_another_machine_is_not_asked_unless_that_is_allowed(served, model, capsys):
    settings = served / "settings.toml"
    settings.write_text(settings.read_text("utf-8").replace("127.0.0.1", "192.0.2.1"), "utf-8")
    assert main(["--corpus", str(served), "theme", "name"]) == 2
    assert "is not on this machine, and passages would leave it; set allow_remote" in capsys.readouterr().err
    assert model.asked == []
