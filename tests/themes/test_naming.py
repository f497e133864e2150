"""Names by a language model: a small server of the tests' own answers; nothing is asked unless that is wanted."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from analysis import open_corpus
from analysis.__main__ import main
from analysis.corpus.themes import load_themes


class Model:
    """What the server was asked, and what it answers, each theme in turn."""

    def __init__(self) -> None:
        self.asked: list[dict] = []
        self.answers = ["**Life on the water**\nWhat a crossing asks of those who work on it."]
        self.status = 200


@pytest.fixture
def model():
    model = Model()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            model.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            text = model.answers[(len(model.asked) - 1) % len(model.answers)]
            message = {"role": "assistant", "content": text}
            body = {"id": "1", "object": "chat.completion", "created": 0, "model": "small"}
            body["choices"] = [{"index": 0, "finish_reason": "stop", "message": message}]
            self.send_response(model.status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(body).encode())

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    model.address = f"http://127.0.0.1:{server.server_port}/v1"
    yield model
    server.shutdown()


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
