"""Every layout, on invented documents that were read by hand; see tests/transcripts/README.md."""

import difflib
import json
from collections import Counter
from pathlib import Path

import pytest

from analysis.ground.languages import guess_language
from analysis.passages.cutting import clean_text, find_turns
from analysis.reading import Reading, read_document
from analysis.reading.spans import Span

FOLDER = Path(__file__).parent / "transcripts"
GOLD = sorted(FOLDER.glob("*.gold.json"))
# Articles leave most to judgement; in all others a careful reader hardly hesitates.
LEAST_RIGHT = {"quotations": 0.75}
LEAST_RIGHT_OTHERS = 0.87


def load(path: Path) -> tuple[dict, str, Reading]:
    gold = json.loads(path.read_text("utf-8"))
    name = path.name.removesuffix(".gold.json")
    (document,) = (p for p in FOLDER.glob(f"{name}.*") if not p.name.endswith(".gold.json"))
    text = document.read_bytes().decode("utf-8")
    return gold, text, read_document(text, name=document.name)


def plain(name: str | None) -> str:
    return " ".join((name or "").casefold().replace(".", "").split())


def characters(turns: list[tuple[str, str]]) -> tuple[str, list[str]]:
    words = "".join("".join(text.split()) for _, text in turns)
    return words, [plain(speaker) for speaker, text in turns for _ in "".join(text.split())]


def read_turns(text: str, reading: Reading) -> list[tuple[str, str]]:
    take = reading.source.take_words
    return [
        (
            turn["speaker"].iloc[0],
            clean_text("\n".join(take(a, b) for a, b in zip(turn["start"], turn["end"], strict=True))),
        )
        for _, turn in find_turns(reading.spans).groupby("turn")
    ]


def share_right(path: Path) -> float:
    """Share of spoken characters that are found and given to the person of the hand reading.

    People are matched one to one, since the hand reading may call somebody by another of the names.
    """
    gold, text, reading = load(path)
    found, found_by = characters(read_turns(text, reading))
    wanted, wanted_by = characters([tuple(turn) for turn in gold["turns"]])
    blocks = difflib.SequenceMatcher(None, found, wanted, autojunk=False).get_matching_blocks()
    pairs = Counter((found_by[a + k], wanted_by[b + k]) for a, b, n in blocks for k in range(n))
    matched: dict[str, str] = {}
    for one, other in (pair for pair, _ in pairs.most_common()):
        if one not in matched and other not in matched.values():
            matched[one] = other
    right = sum(count for (one, other), count in pairs.items() if matched.get(one) == other)
    return right / max(len(found), len(wanted))


@pytest.mark.parametrize("path", GOLD, ids=lambda path: path.name.removesuffix(".gold.json"))
def test_who_says_what(path):
    gold, text, reading = load(path)
    least = LEAST_RIGHT.get(reading.layout, LEAST_RIGHT_OTHERS)
    assert share_right(path) >= least
    assert guess_language(text) == gold["language"]
    assert "".join(text[s.start : s.end] for s in reading.spans) == text


def test_on_the_whole():
    shares = [share_right(path) for path in GOLD]
    assert len(shares) >= 80
    assert sum(shares) / len(shares) >= 0.965


def test_the_layout_is_found_by_looking():
    wanted = {".srt": "subtitles", ".vtt": "subtitles", ".json": "json", ".csv": "table", ".tsv": "table"}
    for path in GOLD:
        name = path.name.removesuffix(".gold.json")
        (document,) = (p for p in FOLDER.glob(f"{name}.*") if not p.name.endswith(".gold.json"))
        if document.suffix in wanted:
            assert read_document(document.read_bytes().decode(), name=name).layout == wanted[document.suffix]
        elif "news" in name:
            assert read_document(document.read_bytes().decode(), name=name).layout == "quotations"


def test_kinds_of_plain_documents_on_the_whole():
    right = total = 0
    for path in GOLD:
        gold, text, reading = load(path)
        wanted: list[str] = []
        for end, kind, _ in gold.get("spans", []):
            wanted += [kind] * (end - len(wanted))
        found = [span.kind for span in reading.spans for _ in range(span.end - span.start)]
        pairs = [(a, b) for a, b, c in zip(found, wanted, text, strict=False) if not c.isspace()]
        right += sum(a == b for a, b in pairs)
        total += len(pairs)
    assert right / total >= 0.95


def test_turns_that_are_written_out_again_read_the_same():
    for path in GOLD:
        _, text, reading = load(path)
        if reading.layout != "labels":
            continue
        turns = read_turns(text, reading)
        again = "\n\n".join(f"{speaker}: {words}" for speaker, words in turns)
        assert read_turns(again, read_document(again, name=path.name)) == turns, path.name


def said(text: str, **options) -> list[tuple[str | None, str]]:
    return [
        (s.speaker, text[s.start : s.end].strip())
        for s in read_document(text, name="test", **options).spans
        if s.kind == "speech"
    ]


def test_words_in_json_are_decoded_and_offsets_stay_in_the_file():
    text = json.dumps([{"speaker": "Ann", "text": 'She said "hi"\nto 王'}, {"speaker": 1, "text": "Ok."}])
    reading = read_document(text, name="test")
    assert [reading.source.take_words(s.start, s.end) for s in reading.spans if s.kind == "speech"] == [
        'She said "hi"\nto 王',
        "Ok.",
    ]
    assert {s.speaker for s in reading.spans if s.speaker} == {"Ann", "Speaker 1"}


def test_the_whole_text_that_speech_recognition_repeats_is_not_counted_again():
    segments = [{"speaker": "A1", "text": " Good morning."}, {"speaker": "B2", "text": " And to you."}]
    text = json.dumps({"text": "Good morning. And to you.", "segments": segments})
    assert [words for _, words in said(text)] == ["Good morning.", "And to you."]


def test_a_field_of_a_table_may_hold_quotes_and_line_ends():
    text = 'time,speaker,text\n1,Ann,"Well, ""yes""\nand no."\n2,,still Ann\n3,Bob,Fine.\n'
    assert said(text) == [("Ann", 'Well, ""yes""\nand no.'), ("Ann", "still Ann"), ("Bob", "Fine.")]


def test_words_from_another_occasion_are_marked():
    text = (
        "林涛说,面包要慢慢来。“我每天四点起床,这样面团才有时间。”\n\n林涛在去年6月表示:“面粉会涨价,大家要早做准备。”\n\n"
        "林涛强调:“耐心最重要,别的都可以学。”"
    )
    spans = [s for s in read_document(text, name="test").spans if s.kind == "speech"]
    assert [s.elsewhere for s in spans] == [False, True, False]


def test_dates_and_appeals_that_somebody_says_stay_speech():
    text = (
        "Ann: When did it open?\n\nBob: It opened on May 14, 2021, in the rain. You can sign up on the website.\n\n"
        "Ann: Subscribe to what?\n\nBob: To our newsletter, of course."
    )
    assert len(said(text)) == 4
    assert {s.kind for s in read_document(text, name="test").spans} == {"label", "speech"}


def test_markup_in_a_document_is_text():
    text = "Ann: <script>alert(1)</script> hello\n\nBob: <b>hi</b>\n\nAnn: bye\n\nBob: bye"
    assert said(text)[0] == ("Ann", "<script>alert(1)</script> hello")


def test_a_partition_survives_ten_thousand_open_quotation_marks():
    text = "林涛表示,“没有说完。\n\n" * 10_000
    spans = read_document(text, name="test").spans
    assert spans[0].start == 0
    assert spans[-1].end == len(text)
    assert isinstance(spans[0], Span)
