"""Records whose speakers are apart from the words: by time, in lists beside them, as keys, in strings of JSON."""

import json

import pytest

from analysis.ground.errors import AnalysisError
from analysis.reading import read_document
from analysis.reading.json_tree import unwrap_json
from tests.reading.test_forms import KETTLE, read, turns

ROWS = [
    ("Nora", "Is the kettle on the fire yet?"),
    ("Otis", "It is, but the fire is out."),
    ("Nora", "Then pour it cold, please."),
    ("Otis", "In a moment, my dear."),
]
WHO, WORDS = [who for who, _ in ROWS], [words for _, words in ROWS]


def timed_words(*, begin: str = "start", end: str | None = "end") -> list[dict]:
    """Each word of the rows with its time; a row begins each ten seconds."""
    found = []
    for number, words in enumerate(WORDS):
        each = words.split()
        for place, word in enumerate(each):
            at = 10 * number + 1 + 8 * place / len(each)
            found.append({"word": word, begin: at, **({end: at + 0.4} if end else {})})
    return found


def turns_of(**more: float) -> list[dict]:
    return [{"speaker": who, "start": 10 * number + 0.8, **more} for number, who in enumerate(WHO)]


TIMED = {
    "from and to": {
        "words": timed_words(),
        "speakers": [{**turn, "end": turn["start"] + 9.9} for turn in turns_of()],
    },
    "from and how long": {
        "result": {"words": timed_words(), "segmentation": {"segments": turns_of(duration=9.5)}},
    },
    "from alone": {"words": timed_words(end=None), "turns": turns_of()},
    "a gap between turns": {"words": timed_words(), "diarization": turns_of(duration=4.0)},
    "an object that names the speaker": {
        "words": timed_words(),
        "turns": [{**turn, "duration": 9, "speaker": {"@id": turn["speaker"], "gender": "F"}} for turn in turns_of()],
    },
    "sentences and turns of other lengths": {
        "segments": [
            {"id": number, "start": 10 * number + 0.7, "end": 10 * number + 9, "text": words}
            for number, words in enumerate(WORDS)
        ],
        "diarization": [{**turn, "end": turn["start"] + 10.4} for turn in turns_of()],
    },
    "clocks": {
        "segments": [{"start": f"00:00:{10 * n:02}.500", "text": words} for n, words in enumerate(WORDS)],
        "turns": [{"speaker": who, "start": f"00:{10 * n:02}", "end": f"00:{10 * n + 9:02}"}
                  for n, who in enumerate(WHO)],
    },
    "seconds with their sign": {
        "segments": [{"startTime": f"{10 * n}.500s", "text": words} for n, words in enumerate(WORDS)],
        "turns": [{"speakerTag": who, "startTime": f"{10 * n}s"} for n, who in enumerate(WHO)],
    },
}  # fmt: skip

BESIDE = {
    "utterances and speakers": {"utterances": WORDS, "speakers": WHO},
    "speakers first": {"speaker": WHO, "context": WORDS, "topic": "Tea on a cold day, and who pours it"},
    "lists of sentences": {"id": "7", "context": [[words, "And so on."] for words in WORDS], "speaker": [1, 2, 1, 2]},
    "columns": {"minute": [0, 1, 2, 3], "name": WHO, "text": WORDS},
    "columns by number": {
        "speaker": {str(n): who for n, who in enumerate(WHO)},
        "text": {str(n): words for n, words in enumerate(WORDS)},
    },
    "records by number": {str(n): {"name": who, "line": words} for n, (who, words) in enumerate(ROWS)},
    "in a list of conversations": [{"speakers": WHO, "utterances": WORDS}],
    "with an empty place": {"utterances": [*WORDS, None], "speakers": [*WHO, "Nora"]},
}

KEYS = {
    "a key for each record": [{who: words} for who, words in ROWS],
    "a key and a time": {"talk": [{"time": f"0:{n}0", who: words} for n, (who, words) in enumerate(ROWS)]},
    "rows of values": [[n, who, words] for n, (who, words) in enumerate(ROWS)],
    "rows under a head": {"data": [["who", "words"], *ROWS, *ROWS]},
}


@pytest.mark.parametrize("kind", TIMED)
def test_speakers_are_joined_by_the_time_in_which_words_lie(kind):
    assert turns(json.dumps(TIMED[kind])) == ROWS


@pytest.mark.parametrize("kind", BESIDE)
@pytest.mark.parametrize("indent", [None, 1], ids=["dense", "indented"])
def test_speakers_are_taken_from_a_list_beside_the_words(kind, indent):
    found = turns(json.dumps(BESIDE[kind], indent=indent))
    if "sentences" in kind:
        assert found == [(f"Speaker {n % 2 + 1}", f"{words} And so on.") for n, words in enumerate(WORDS)]
    else:
        assert found == ROWS


@pytest.mark.parametrize("kind", KEYS)
def test_speakers_are_the_keys_of_what_they_say_or_stand_in_rows(kind):
    assert turns(json.dumps(KEYS[kind]))[:4] == ROWS


def test_roles_are_keys_of_pairs():
    pairs = [{"id": n, "question": f"Where is lamp {n}?", "answer": f"Lamp {n} is in the hall."} for n in range(3)]
    found = turns(json.dumps({"pairs": pairs}))
    assert [who for who, _ in found] == ["question", "answer"] * 3
    assert found[1][1] == "Lamp 0 is in the hall."


def test_people_are_keys_of_all_that_they_say():
    said = {"Nora Blix": ["Is the kettle on?", "Then pour, please."], "Otis Fenn": ["It is.", "In a moment."]}
    assert turns(json.dumps(said)) == [
        ("Nora Blix", "Is the kettle on? Then pour, please."),
        ("Otis Fenn", "It is. In a moment."),
    ]


@pytest.mark.parametrize(
    "document",
    [
        {"Title": "Of kettles and of other pots", "Summary": "A kettle is a pot with a spout and a lid."},
        [{"title": f"Kettle {n} of a long row", "abstract": f"Kettle {n} has a spout."} for n in range(6)],
        [{"Country": "The land of kettles", "Capital": "The town of the spout"} for _ in range(5)],
        {"name": "The hour of tea", "segments": [{"text": "The tide went out."}, {"text": "It stayed out."}]},
        {"author": "Nora Blix", "body": "A kettle is a pot with a spout, and so on."},
    ],
    ids=["title", "abstracts", "capitals", "a name of the whole", "an author"],
)
def test_fields_and_titles_are_nobody(document):
    with pytest.raises(AnalysisError, match=r"tea\.json: "):
        read_document(json.dumps(document), name="tea.json")


SEGMENTS = {"segments": [{"speaker": who, "text": words} for who, words in ROWS]}


def deepen(held: object, times: int) -> str:
    for _ in range(times):
        held = {"code": 0, "result": json.dumps(held, ensure_ascii=False)}
    return json.dumps(held, ensure_ascii=False)


@pytest.mark.parametrize("times", [1, 2, 3])
def test_json_in_strings_of_json_is_read_and_places_are_the_documents_own(times):
    said = [*ROWS, ("Nora", 'She wrote "left" and 左.')]
    text = deepen([{"speaker": who, "text": words} for who, words in said], times)
    assert turns(text) == said
    at = text.index("pour")
    reading = read(text)
    (span,) = (span for span in reading.spans if span.start <= at < span.end)
    assert (span.kind, span.speaker, reading.source.take_words(at, at + 4)) == ("speech", "Nora", "pour")


def test_each_record_may_be_a_string_of_its_own():
    lattice = [{"best": json.dumps({"st": {"rl": n % 2 + 1, "rt": [{"ws": [{"cw": [{"w": word}, {"w": "mist"}]}
               for word in words.split()]}]}})} for n, (_, words) in enumerate(ROWS)]  # fmt: skip
    found = turns(json.dumps({"code": "0", "content": {"orderResult": json.dumps({"lattice": lattice})}}))
    assert found == [(f"Speaker {n % 2 + 1}", words) for n, (_, words) in enumerate(ROWS)]


def test_words_in_brackets_are_no_json():
    said = [("Nora", "[1]"), ("Otis", "{it}"), ("Nora", '{"a lamp"}'), ("Otis", "[laughs]")]
    assert turns(json.dumps([{"speaker": who, "text": words} for who, words in said])) == said


RECORDS = json.dumps(SEGMENTS["segments"], indent=2)


@pytest.mark.parametrize(
    "pattern",
    [
        "const TURNS = {};",
        "// made by a program\n/* do not\n * edit */\nexport const turns = {} as const;\n",
        "'use strict';\nvar talk={}\n",
        "window.talk.turns = {};\nexport default turns;\n",
        "let turns: Turn[] = {};",
        "export default {}\n",
        "callback({});",
        "module.exports = {};\n// the end\n",
    ],
)
def test_a_statement_that_gives_records_a_name(pattern):
    text = pattern.replace("{}", RECORDS)
    assert turns(text) == ROWS
    assert read(text).layout == "json"


LITERAL = """export default [
  {
    // the first of two
    id: 1, mark: 'none', 'subject': "Kettles",
    info: [
      { time: 0.5, author: 'Nora', segment: { paragraph: [{ slice: [{ content: 'Is the kettle' }] }] } },
      { time: .7, author: 'Nora', segment: { paragraph: [{ slice: [{ content: `on the fire yet?` }] }] } },
      { time: 10., author: 'Otis', segment: { paragraph: [{ slice: [{ content: 'It\\'s on, but "out".' }] }], }, },
      { time: 20, author: 'Nora', segment: { paragraph: [{ slice: [{ content: "Then it\\u2019s cold." }] }] } },
    ], /* and no more */
    last: undefined,
  },
];
"""


def test_a_literal_with_bare_keys_and_single_marks_is_read():
    assert turns(LITERAL) == [
        ("Nora", "Is the kettle on the fire yet?"),
        ("Otis", 'It\'s on, but "out".'),
        ("Nora", "Then it’s cold."),
    ]
    assert read(LITERAL).layout == "json"


@pytest.mark.parametrize("broken", ["[{text: 'a'}", "[{text: 'a}]", "[{text: 'a']}", "[0:01] Nora said", "{a: ${b}}"])
def test_what_only_begins_like_a_literal_is_none(broken):
    assert unwrap_json(broken) is None


DEEP = [
    {"n": n, "head": {"id": n, "teller": {"name": who}}, "body": {"parts": [{"lang": "en", "passage": words}]}}
    for n, (who, words) in enumerate([("Nora Blix", WORDS[0]), ("Otis Fenn", WORDS[1])] * 3)
]


def test_people_are_found_by_their_coming_and_going_whatever_their_field_is_called():
    for key in ("teller", "voice_of", "p"):
        text = json.dumps({"talk": DEEP}).replace("teller", key)
        assert [who for who, _ in turns(text)] == ["Nora Blix", "Otis Fenn"] * 3


@pytest.mark.parametrize("values", [["calm", "glad"], ["en", "de"], ["1", "2"], ["Nora Blix", "Nora Blix"]])
def test_a_field_whose_values_are_no_people_or_never_change_names_nobody(values):
    records = [{"mood": values[n % 2], "passage": f"The kettle number {n} is on the fire again."} for n in range(6)]
    with pytest.raises(AnalysisError, match="nobody"):
        read(json.dumps(records))


def test_words_that_are_kept_as_names_are_of_whoever_has_the_turn():
    words = [{"name": each["word"], "time": str(each["start"]), "duration": "0.2"} for each in timed_words()] * 1
    speakers = [{"name": f"F{1 + n % 2}", "time": str(10 * n + 0.8), "duration": "9.0"} for n in range(len(ROWS))]
    text = json.dumps({"job": {"name": "kettle.mp4"}, "speakers": speakers, "words": words})
    assert turns(text) == [(f"F{1 + n % 2}", said) for n, said in enumerate(WORDS)]


def test_what_is_not_called_speech_is_not_said_where_other_things_are():
    items = [
        ("title", "None", "OF KETTLES"),
        ("speech", "The CHAIR", "The CHAIR. Order, please."),
        ("recorder", "The RECORDER", "The Clerk read the bill."),
        ("speech", "Ms. BLIX", "Ms. BLIX. I rise. Ms. Fenn sits."),
        ("speech", "The CHAIR", "The CHAIR: So noted."),
        ("linebreak", "None", "\n"),
        ("speech", "Ms. BLIX", "Thank you."),
    ]
    text = json.dumps([{"kind": kind, "speaker": who, "text": words} for kind, who, words in items])
    assert turns(text) == [
        ("The CHAIR", "Order, please."),
        ("Ms. BLIX", "I rise. Ms. Fenn sits."),
        ("The CHAIR", "So noted."),
        ("Ms. BLIX", "Thank you."),
    ]


@pytest.mark.parametrize("nobody", ["None", "null", "NaN", "-", "", None])
def test_a_record_of_nobody_is_said_by_nobody(nobody):
    records = [{"speaker": who, "text": words} for who, words in [*KETTLE, (nobody, "A door bangs."), *KETTLE]]
    assert turns(json.dumps(records)) == [*KETTLE, *KETTLE]


def test_a_name_that_begins_a_sentence_is_said():
    text = json.dumps([{"speaker": "Nora", "text": "Nora is my name."}, {"speaker": "Otis", "text": "Otis."}] * 2)
    assert turns(text)[:2] == [("Nora", "Nora is my name."), ("Otis", "Otis.")]


def test_the_post_to_which_a_thread_replies_is_read_with_the_replies():
    post = {"id": 7, "user": "Ada Fry", "text_plain": "Who has seen my kettle on the landing?"}
    threads = [
        {"own_text": words, "conversation": {"root": post, "chain": [{"speaker": who, "text": words}]}}
        for who, words in ROWS[:2]
    ]
    assert turns(json.dumps(threads, indent=1))[:2] == [("Ada Fry", post["text_plain"]), ROWS[0]]


def test_what_a_show_says_of_itself_is_no_post_of_a_thread():
    show = {"author": "Ada Fry", "content": "A show about kettles and what they say."}
    text = json.dumps({**show, "lines": [{"speaker": who, "text": words} for who, words in ROWS]})
    assert turns(text) == ROWS
