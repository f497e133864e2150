"""Forms: one small conversation as recognisers, spreadsheets, films, pages and archives keep it."""

import html
import json
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.ground.errors import AnalysisError
from analysis.reading import Reading, read_document

Turns = list[tuple[str | None, str]]


def read(text: str, **options) -> Reading:
    """The reading of a text, whose spans are seen to cover it exactly."""
    reading = read_document(text, name="test", **options)
    assert "".join(text[span.start : span.end] for span in reading.spans) == text
    return reading


def turns(text: str, **options) -> Turns:
    """Speaker and words of each turn, from the first character of the document that belongs to it to the last."""
    reading = read(text, **options)
    found: list[tuple[str | None, int, int]] = []
    for span in reading.spans:
        if span.kind == "speech":
            start = found.pop()[1] if found and found[-1][0] == span.speaker else span.start
            found.append((span.speaker, start, span.end))
    return [(who, " ".join(reading.source.take_words(start, end).split())) for who, start, end in found]


def pieces(text: str) -> Turns:
    reading = read(text)
    take = reading.source.take_words
    found = [(s.speaker, take(s.start, s.end).strip()) for s in reading.spans if s.kind == "speech"]
    return [piece for piece in found if piece[1]]


KETTLE = [("Nora", "Is the kettle on?"), ("Otis", "It is.")]


def words_of(who: str, words: str, **more) -> list[dict]:
    return [{"word": word, "start": number, "end": number + 1, **more} for number, word in enumerate(words.split())]


# --- JSON ---

JSON = {
    "utterances with their words": {
        "text": "Is the kettle on? It is.",
        "utterances": [
            {"speaker": who, "text": words, "confidence": 0.9, "words": words_of(who, words, speaker=who)}
            for who, words in KETTLE
        ],
    },
    "segments": {
        "segments": [{"id": n, "start": n, "text": f" {w}", "speaker": who} for n, (who, w) in enumerate(KETTLE)]
    },
    "words with speakers": {"words": [word for who, words in KETTLE for word in words_of(who, words, speaker=who)]},
    "monologues of elements": {
        "monologues": [
            {
                "speaker": who,
                "elements": [
                    element
                    for number, word in enumerate(words[:-1].split())
                    for element in (
                        [{"type": "punct", "value": " "}] * (number > 0)
                        + [{"type": "text", "value": word, "ts": number}]
                    )
                ]
                + [{"type": "punct", "value": words[-1]}],
            }
            for who, words in KETTLE
        ]
    },
    "alternatives, of which the first counts": {
        "results": [
            {
                "speaker": who,
                "alternatives": [{"transcript": words, "confidence": 0.9}, {"transcript": "Mist her cattle."}],
            }
            for who, words in KETTLE
        ]
    },
    "nested speakers": [{"speaker": {"id": 7, "name": who}, "text": words} for who, words in KETTLE],
    "the author around the body": [{"author": {"displayName": who}, "body": words} for who, words in KETTLE],
    "a map of ids to names": {
        "speakers": {"s1": "Nora", "s2": "Otis"},
        "segments": [{"speaker": id_, "text": words} for id_, (_, words) in zip(("s1", "s2"), KETTLE, strict=True)],
    },
    "a list of ids and names": {
        "participants": [{"id": "s1", "name": "Nora"}, {"id": "s2", "name": "Otis"}],
        "segments": [{"speaker": id_, "text": words} for id_, (_, words) in zip(("s1", "s2"), KETTLE, strict=True)],
    },
    "Chinese fields": [{"发言人": who, "内容": words, "时间": "00:01"} for who, words in KETTLE],
    "names and messages": {"messages": [{"user": who, "message": words} for who, words in KETTLE]},
}


@pytest.mark.parametrize("document", JSON.values(), ids=JSON.keys())
@pytest.mark.parametrize("indent", [None, 2], ids=["dense", "indented"])
def test_json_of_each_shape(document, indent):
    text = json.dumps(document, indent=indent, ensure_ascii=indent is None)
    assert turns(text) == KETTLE
    assert read(text).layout == "json"


def test_items_with_a_label_are_read_with_their_marks():
    items = [
        {"type": kind, "speaker_label": label, "alternatives": [{"confidence": "0.9", "content": content}]}
        for label, kind, content in [
            ("spk_0", "pronunciation", "Is"),
            ("spk_0", "pronunciation", "it"),
            ("spk_0", "pronunciation", "on"),
            ("spk_0", "punctuation", "?"),
            ("spk_1", "pronunciation", "Yes"),
            ("spk_1", "punctuation", "."),
        ]
    ]
    text = json.dumps({"jobName": "kettle", "results": {"items": items}})
    assert turns(text) == [("spk_0", "Is it on?"), ("spk_1", "Yes.")]


def test_lines_of_json():
    text = "\n".join(json.dumps({"speaker": who, "text": words}) for who, words in KETTLE) + "\n"
    assert turns(text) == KETTLE
    assert read(text).layout == "json"


def test_speakers_that_are_numbers():
    text = json.dumps([{"speaker": number, "text": words} for number, (_, words) in enumerate(KETTLE)])
    assert [who for who, _ in turns(text)] == ["Speaker 0", "Speaker 1"]


def test_a_record_that_names_nobody_is_noted_and_said_by_nobody():
    records = [{"speaker": who, "text": words} for who, words in KETTLE]
    text = json.dumps([*records, {"speaker": "", "text": "A door bangs somewhere."}])
    assert turns(text) == KETTLE
    assert "1 of 3 records name no speaker" in read(text).reasons


def test_json_without_any_speaker_is_refused_and_read_as_one_where_asked_for():
    text = json.dumps({"segments": [{"text": "The tide went out."}, {"text": "It did not come back."}]})
    with pytest.raises(AnalysisError, match=r"nobody is named in it: json without speakers.*--layout monologue"):
        read_document(text, name="tide.json")
    assert turns(text, layout="monologue") == [("Speaker", "The tide went out. It did not come back.")]


def test_fields_that_are_not_known_are_named():
    text = json.dumps([{"blorp": "Nora", "quux": "tea"}, {"blorp": "Otis", "quux": "milk"}])
    with pytest.raises(AnalysisError, match=r"kettle\.json: .*fields are blorp, quux.*Rename"):
        read_document(text, name="kettle.json")


def test_escapes_are_decoded_and_the_raw_characters_belong_to_the_speech():
    said = 'He wrote "left" \\ right,\nthen 左 and 🐐.'
    text = json.dumps([{"speaker": "Nora", "text": said}, {"speaker": "Otis", "text": "Fine."}])
    reading = read(text)
    (first, _) = [span for span in reading.spans if span.kind == "speech"]
    assert reading.source.take_words(first.start, first.end) == said
    assert text[first.start : first.end] == json.dumps(said)[1:-1]


def test_names_that_are_fields_of_a_form_are_doubted():
    text = json.dumps(
        [{"speaker": who, "text": f"The {w} is in the hall."} for w in ("broom", "pail") for who in ("Source", "Notes")]
    )
    reading = read(text)
    assert reading.is_doubted
    assert any("look like no names" in reason and "`Source`" in reason for reason in reading.reasons)


# --- Tables ---

HEADS = [
    ("speaker", "text"),
    ("Speaker Name", "Utterance"),
    ("speaker_id", "transcript"),
    ("SPEAKER", "Sentence"),
    ("Participant", "content"),
    ("user", "message"),
    ("发言人", "内容"),
    ("说话人", "文本"),
]
ROWS = [*KETTLE, ("Nora", "Then pour, please."), ("Otis", "In a moment.")]


@pytest.mark.parametrize("head", HEADS, ids=lambda head: head[0])
@pytest.mark.parametrize("mark", [",", "\t", ";"], ids=["comma", "tab", "semicolon"])
def test_tables_with_named_columns(head, mark):
    rows = [("no", *head), *((str(n), who, f'"{words}"') for n, (who, words) in enumerate(ROWS))]
    text = "\r\n".join(mark.join(row) for row in rows)
    assert turns(text) == ROWS
    assert read(text).layout == "table"


def test_the_columns_may_stand_in_any_order():
    text = "text,minute,speaker\n" + "".join(f'"{words}",{n},{who}\n' for n, (who, words) in enumerate(ROWS))
    assert turns(text) == ROWS


def test_a_table_in_markdown():
    text = "| Speaker | Text |\n|---|:--|\n" + "".join(f"| {who} | {words} |\n" for who, words in ROWS)
    assert turns(text) == ROWS


def test_a_chinese_table_in_markdown():
    text = "| 时间 | 发言人 | 内容 |\n| --- | --- | --- |\n| 00:01 | 苏禾 | 船到了吗？ |\n| 00:05 | 段川 | 还没有。 |\n"
    assert turns(text) == [("苏禾", "船到了吗？"), ("段川", "还没有。")]


def test_a_comma_without_quotation_marks_is_refused_with_its_line():
    text = "speaker,text\nNora,Is the kettle on?\nOtis,It is, and it sings.\n"
    with pytest.raises(AnalysisError, match=r"line 3 has 3 fields, the head has 2.*quotation marks"):
        read_document(text, name="kettle.csv")


def test_columns_without_names_are_guessed_and_it_is_told_which():
    text = "".join(f"{who}\t0:0{n}\t{words} And so on and on.\n" for n, (who, words) in enumerate(ROWS))
    assert turns(text) == [(who, f"{words} And so on and on.") for who, words in ROWS]
    assert "no column is named as speaker and words; read number 1 and 3 as these" in read(text).reasons


def test_two_quotation_marks_in_a_field_are_one():
    text = 'speaker,text\nNora,"She said ""no"", twice."\nOtis,"Did she?"\n'
    assert turns(text) == [("Nora", 'She said "no", twice.'), ("Otis", "Did she?")]


# --- Subtitles ---


def srt(cues: list[str]) -> str:
    return "\n".join(f"{n}\n00:00:{n:02},000 --> 00:00:{n:02},900\n{cue}\n" for n, cue in enumerate(cues, 1))


def vtt(cues: list[str], *, named: bool = False) -> str:
    blocks = [
        f"{f'cue-{n}' + chr(10) if named else ''}00:{n:02}.000 --> 00:{n:02}.900\n{c}\n" for n, c in enumerate(cues, 1)
    ]
    return "WEBVTT\nKind: captions\n\n" + "\n".join(blocks)


def test_voices():
    text = vtt(["<v Nora>Is the kettle on?</v>", "<v Otis>It is.", "It sings.", "<v.loud Nora>Then <i>pour</i>!</v>"])
    assert turns(text) == [("Nora", "Is the kettle on?"), ("Otis", "It is. It sings."), ("Nora", "Then pour!")]


def test_several_voices_in_a_cue():
    text = vtt(["<v Nora>On?</v> <v Otis>On.</v>", "<v Nora>Good.</v>\n<v Otis>Quite.</v>"])
    assert turns(text) == [("Nora", "On?"), ("Otis", "On."), ("Nora", "Good."), ("Otis", "Quite.")]


@pytest.mark.parametrize("names", [("nora", "otis"), ("Zoë", "Łukasz"), ("NORA", "OTIS"), ("苏禾", "段川")], ids=str)
def test_names_before_a_colon(names):
    one, other = names
    text = srt(
        [f"{one}: Is the kettle on?", f"{other}: It is.", f"{one}: Then pour, please.", f"{other}: In a moment."]
    )
    assert turns(text) == [
        (one, "Is the kettle on?"),
        (other, "It is."),
        (one, "Then pour, please."),
        (other, "In a moment."),
    ]


def test_lines_that_roll_up_are_said_once():
    text = srt(
        [
            "Nora: Is the kettle",
            "Nora: Is the kettle\non yet, my dear?",
            "on yet, my dear?\nOtis: It is,",
            "Otis: It is,\nat last.",
        ]
    )
    assert turns(text) == [("Nora", "Is the kettle on yet, my dear?"), ("Otis", "It is, at last.")]
    assert {span.kind for span in read(text).spans} >= {"repeat", "speech"}


def test_credits_are_no_speakers():
    talk = ["Nora: Is the kettle on?", "Otis: It is.", "Nora: Good.", "Otis: Quite."]
    text = srt(["Credits: Wilma Tarn", *talk, "字幕：阮青", "Produced by: Hugo Lark"])
    assert {who for who, _ in turns(text)} - {None} == {"Nora", "Otis"}


def test_dashes_alternate_and_that_is_doubted():
    text = srt(["- Is the kettle on?\n- It is.", "- Then pour.\n- In a moment."])
    assert turns(text) == [
        ("Speaker 1", "Is the kettle on?"),
        ("Speaker 2", "It is."),
        ("Speaker 1", "Then pour."),
        ("Speaker 2", "In a moment."),
    ]
    reading = read(text)
    assert reading.is_doubted
    assert any("taken to alternate" in reason for reason in reading.reasons)


def test_few_named_cues_are_doubted():
    cues = [f"The {n}th wave broke on the wall." for n in range(4, 34)]
    text = srt(["Nora: Look at the sea.", *cues[:15], "Otis: I am looking.", *cues[15:]])
    reading = read(text)
    assert reading.is_doubted
    assert any("2 of 32 cues name one" in reason for reason in reading.reasons)


@pytest.mark.parametrize("text", [srt(["Nora: On?", "Otis: On.", "Nora: Good.", "Otis: Yes."]),
                                  vtt(["Nora: On?", "Otis: On.", "Nora: Good.", "Otis: Yes."], named=True)],
                         ids=["numbers", "identifiers"])  # fmt: skip
def test_numbers_and_identifiers_of_cues_are_not_said(text):
    assert pieces(text) == [("Nora", "On?"), ("Otis", "On."), ("Nora", "Good."), ("Otis", "Yes.")]


def test_a_number_that_somebody_says_stays():
    text = srt(["Nora: How many kettles?", "Otis: I counted\n12", "Nora: So many?", "Otis: So many."])
    assert ("Otis", "I counted 12") in turns(text)


# --- Pages ---


def page(body: str) -> str:
    head = "<head><title>Tea</title><style>p { color: red }</style></head>"
    return f"<!DOCTYPE html>\n<html>{head}\n<body>{body}</body></html>\n"


PAGE = page(
    "<script>var who = 'Hugo: hello';</script><nav>Home</nav><h1>Tea at noon</h1>\n"
    + "".join(f"<p><strong>{who}:</strong> {html.escape(words)}</p>\n" for who, words in ROWS)
    + "<footer>Hugo: all rights</footer>"
)


def test_a_page_with_bold_labels():
    assert turns(PAGE) == ROWS
    kinds = {span.kind for span in read(PAGE).spans if "Tea at noon" in PAGE[span.start : span.end]}
    assert kinds == {"heading"}


def test_what_a_page_does_not_show_is_not_said():
    said = " ".join(words for _, words in turns(PAGE))
    assert [word for word in ("Hugo", "color", "Home", "<", "var") if word in said] == []


def test_entities_stand_for_their_characters():
    body = "<p><b>Nora:</b> Tea &amp; toast &#8212; for &lt;two&gt;?</p><p><b>Otis:</b> &quot;Two&quot;, yes.</p>" * 2
    reading = read(page(body))
    assert turns(page(body))[:2] == [("Nora", "Tea & toast — for <two>?"), ("Otis", '"Two", yes.')]
    assert reading.layout == "labels"


def test_tags_are_never_speakers():
    text = "<div>\n" + "".join(f"<p><em>{who}</em>: <span>{words}</span></p>\n" for who, words in ROWS) + "</div>\n"
    assert turns(text) == ROWS


def test_names_that_a_class_sets_apart():
    text = page("".join(f'<div><span class="speaker-name">{who}</span> <p>{words}</p></div>\n' for who, words in ROWS))
    assert turns(text) == ROWS


def test_a_list_of_terms():
    text = page("<dl>" + "".join(f"<dt>{who}</dt><dd>{words}</dd>\n" for who, words in ROWS) + "</dl>")
    assert turns(text) == ROWS


# --- XML ---

TEI = (
    '<?xml version="1.0"?>\n<TEI><teiHeader><title>Kettle: a talk</title><listPerson>'
    '<person xml:id="N1"><persName>Nora Blix</persName></person>'
    '<person xml:id="O1"><persName>Otis Fenn</persName></person>'
    "</listPerson></teiHeader>\n<text><body>\n"
    '<u who="#N1">Is the kettle on?</u>\n<u who="#O1">It is.<vocal><desc>sighs</desc></vocal></u>\n'
    '<u who="#N1">Then pour.</u>\n</body></text></TEI>\n'
)


def test_utterances_in_tei_are_said_by_the_persons_of_its_header():
    assert turns(TEI) == [("Nora Blix", "Is the kettle on?"), ("Otis Fenn", "It is."), ("Nora Blix", "Then pour.")]
    assert read(TEI).layout == "tei"


def test_a_play_in_tei():
    text = "<TEI><text><body>" + "".join(
        f"<sp><speaker>{who}.</speaker><stage>rises</stage><p>{words}</p></sp>\n" for who, words in ROWS
    )  # fmt: skip
    assert turns(text + "</body></text></TEI>") == ROWS


def test_speeches_of_a_parliament():
    full = {"Nora": "Nora Blix", "Otis": "Otis Fenn"}
    people = "".join(f'<TLCPerson id="{who}" href="/{who}" showAs="{name}"/>' for who, name in full.items())
    speeches = "".join(f'<speech by="#{who}"><from>{who}:</from><p>{words}</p></speech>\n' for who, words in ROWS)
    text = (
        f'<?xml version="1.0"?>\n<akomaNtoso><debate><meta><references>{people}</references></meta>'
        f"<debateBody>\n{speeches}</debateBody></debate></akomaNtoso>"
    )
    assert turns(text) == [(full[who], words) for who, words in ROWS]
    assert read(text).layout == "tei"


def test_emphasis_within_an_utterance_is_said():
    text = '<TEI><body><u who="#N">Tea <emph>and</emph> toast.</u><u who="#O">Two of each.</u></body></TEI>'
    assert turns(text) == [("N", "Tea and toast."), ("O", "Two of each.")]


# --- Numbered lines ---


def test_numbers_of_lines_are_not_said():
    talk: list[str] = []
    for box in ("red", "blue", "green", "white", "black", "brown"):
        talk += [f"Q. And what was in the {box} box,", "as far as you know?", "A. Nothing but old rope", "and nails."]
    text = "\n".join(f"{number % 12 + 1:>2}   {line}" for number, line in enumerate(talk)) + "\n"
    found = turns(text)
    assert found[:2] == [
        ("Q", "And what was in the red box, as far as you know?"),
        ("A", "Nothing but old rope and nails."),
    ]
    assert len(found) == 12
    assert read(text).source.form == "pages"


# --- Where the words stand ---


def to_json(said: Turns) -> str:
    return json.dumps([{"speaker": who, "text": words} for who, words in said], ensure_ascii=False)


def to_segments(said: Turns) -> str:
    return json.dumps({"segments": [{"speaker": who, "text": f" {words}"} for who, words in said]}, indent=1)


def to_words(said: Turns) -> str:
    return json.dumps([word for who, words in said for word in words_of(who, words, speaker=who)])


def to_nested(said: Turns) -> str:
    return json.dumps({"items": [{"speaker": {"name": who}, "content": words} for who, words in said]})


def to_commas(said: Turns) -> str:
    quoted = [(who, words.replace('"', '""')) for who, words in said]
    return "speaker,text\n" + "".join(f'{who},"{words}"\n' for who, words in quoted)


def to_chat(said: Turns) -> str:
    return "\n".join(f"03/05/2019, 18:{minute:02} - {who}: {words}" for minute, (who, words) in enumerate(said))


def to_tei(said: Turns) -> str:
    return "<TEI><text><body>" + each('<u who="#{}">{}</u>\n')(said) + "</body></text></TEI>"


def to_speeches(said: Turns) -> str:
    return '<?xml version="1.0"?><debate>' + each('<speech by="{}"><p>{}</p></speech>\n')(said) + "</debate>"


def to_voices(said: Turns) -> str:
    return vtt([f"<v {who}>{html.escape(words, quote=False)}</v>" for who, words in said], named=True)


def each(pattern: str, *, before: str = "") -> Callable[[Turns], str]:
    """A way to write a conversation: the pattern for each turn."""
    return lambda said: before + "".join(pattern.format(who, words) for who, words in said)


SHAPES: dict[str, Callable[[Turns], str]] = {
    "json": to_json,
    "json, segments": to_segments,
    "json, words": to_words,
    "json, lines": lambda said: "\n".join(json.dumps({"name": who, "text": words}) for who, words in said),
    "json, nested": to_nested,
    "commas": to_commas,
    "tabs": each("3\t{}\t{}\n", before="minute\tspeaker\ttext\n"),
    "table in Markdown": each("| {} | {} |\n", before="| Speaker | Text |\n| --- | --- |\n"),
    "srt": lambda said: srt([f"{who}: {words}" for who, words in said]),
    "vtt": to_voices,
    "page": lambda said: page(each("<p><b>{}:</b> {}</p>\n")([(who, html.escape(words)) for who, words in said])),
    "tei": to_tei,
    "speeches": to_speeches,
    "labels": each("{}: {}\n\n"),
    "labels, full width": each("{}：{}\n\n"),
    "labels, bold": each("**{}:** {}\n\n"),
    "labels, timed": each("[00:04:30] {}: {}\n\n"),
    "labels, Windows": each("{}: {}\r\n\r\n"),
    "headings": each("## {}\n\n{}\n\n"),
    "brackets": each("【{}】{}\n\n"),
    "chat": to_chat,
}
# Here an ampersand is left out: XML wants it escaped, and among words of their own it is not told from a mark.
WITHOUT_AMPERSAND = {"tei", "speeches", "json, words"}
NAMES = ["Nora", "Otis", "Wilma Tarn", "Hugo", "苏禾", "段川", "阮青", "Zoë Blix"]
WORDS = [
    "The ferry leaves at noon, I think.", "Nobody told the goat about it.", "Was it the left door or the right one?",
    "We painted the boat green, then blue.", "That is not how my aunt does it.", "Bring a lamp and a long rope!",
    "He asked me twice and I said no.", "In the end it was only the wind.", "船到了吗，还是要再等一等？",
    "井水泡茶，味道更软一点。",
    "我小的时候天天去河边。", "那把椅子是段师傅做的。", "Mein Onkel wohnt über der Bäckerei.",
    "A café, a square, and three old men.",
]  # fmt: skip
MARKED = ["Tea & toast for two, please.", 'She wrote "left" on the wall.']


@st.composite
def dialogues(draw) -> Turns:
    """A conversation of two or three people, who all speak twice at least, and nobody after oneself."""
    people = draw(st.lists(st.sampled_from(NAMES), min_size=2, max_size=3, unique=True))
    order = people * draw(st.integers(2, 4))
    words = draw(st.lists(st.sampled_from(WORDS + MARKED), min_size=len(order), max_size=len(order), unique=True))
    return list(zip(order, words, strict=True))


@pytest.mark.parametrize("shape", SHAPES.keys())
@settings(max_examples=12, deadline=None)
@given(said=dialogues())
def test_one_conversation_reads_the_same_in_every_form(shape, said):
    if shape in WITHOUT_AMPERSAND:
        said = [(who, words.replace("&", "and")) for who, words in said]
    assert turns(SHAPES[shape](said)) == said


@pytest.mark.parametrize("shape", SHAPES.keys())
def test_places_are_the_documents_own(shape):
    said = [*ROWS, ("Nora", "Mind the yellow cat."), ("Otis", "She minds me.")]
    text = SHAPES[shape](said)
    at = text.index("yellow")
    reading = read(text)
    (span,) = (span for span in reading.spans if span.start <= at < span.end)
    assert (span.kind, span.speaker) == ("speech", "Nora")
    assert reading.source.take_words(at, at + len("yellow")) == "yellow"


@pytest.mark.parametrize("shape", SHAPES.keys())
def test_a_mark_of_byte_order_and_blank_lines_at_the_end_change_nothing(shape):
    assert turns("\ufeff" + SHAPES[shape](ROWS) + "\n\n") == ROWS


def test_words_and_speakers_that_only_their_times_join_are_joined():
    words = [
        ("0.0", "Mind"),
        ("0.4", "the"),
        ("0.6", "step"),
        (None, "."),
        ("1.5", "Which"),
        ("1.9", "one"),
        (None, "?"),
    ]
    items = [
        {"alternatives": [{"content": word}], **({"start_time": start, "type": "pronunciation"} if start else {})}
        for start, word in words
    ]
    speakers = {"0.0": "spk_0", "0.4": "spk_0", "0.6": "spk_0", "1.5": "spk_1", "1.9": "spk_1"}
    segments = [{"items": [{"start_time": start, "speaker_label": who} for start, who in speakers.items()]}]
    text = json.dumps({"results": {"speaker_labels": {"segments": segments}, "items": items}})
    assert turns(text) == [("spk_0", "Mind the step."), ("spk_1", "Which one?")]


def test_a_note_between_cues_is_neither_said_nor_a_speaker():
    cues = [
        f"NOTE Confidence: 0.9{n}\n\n00:00:{n:02d}.000 --> 00:00:{n:02d}.900\n<v Nora>Wave {n} came in.\n"
        for n in range(1, 5)
    ]
    reading = read("WEBVTT\n\n" + "\n".join(cues))
    assert {span.speaker for span in reading.spans if span.speaker} == {"Nora"}
    assert not any(
        "Confidence" in reading.source.take_words(s.start, s.end) for s in reading.spans if s.kind == "speech"
    )
