"""Measure how long reading takes: `python -m bench.reading [megabytes]`.

Patterns that pages, exports and broken files hold in masses, and that a pattern of the reader may take long over: each
is read on its own and stopped after a minute. Then labelled text, against its length.
"""

import multiprocessing
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any

from analysis.ground.errors import AnalysisError
from analysis.reading import read_document

LIMIT = 60.0
_OPENING = "Ann Lee: Good morning, everybody, and welcome.\n\nBen Ode: Thank you, it is good to be here.\n\n"


def _repeated(piece: str) -> Callable[[int], str]:
    return lambda size: piece * (size // len(piece) + 1)


def _in_lines(piece: str, *, length: int) -> Callable[[int], str]:
    line = piece * (length // len(piece)) + "\n"
    return _repeated(line)


def _numbered(line: str) -> Callable[[int], str]:
    """Lines each with a number of its own, as `line` has it."""

    def make(size: int) -> str:
        return "".join(line.format(n, n * 7 % 1000) for n in range(size // len(line) + 1))

    return make


def _named(line: str) -> Callable[[int], str]:
    """Lines each with a name of its own, of two words in letters."""

    def make(size: int) -> str:
        return "".join(
            line.format(_spell(n).title(), _spell(n * 7 + 3).title()) for n in range(size // (len(line) + 6))
        )

    return make


def _spell(number: int) -> str:
    letters = ""
    for _ in range(5):
        number, letter = divmod(number, 20)
        letters += "bcdfghjklmnpqrstvwxz"[letter] + "aeiou"[number % 5]
    return letters


def _pairs(opening: str, closing: str) -> Callable[[int], str]:
    return lambda size: opening * (size // 2 // len(opening)) + closing * (size // 2 // len(opening))


def _followed(make: Callable[[int], str]) -> Callable[[int], str]:
    """The same behind the beginning of a conversation."""
    return lambda size: _OPENING + make(size)


def _json_nested(size: int) -> str:
    return '{"a":' * (size // 5)


def _front_matter(size: int) -> str:
    return "---\ntitle: A talk\n" + "guest: Ann Lee\n" * (size // 15)


_MARKS = {
    "colons": ":",
    "full-width colons": "：",
    "stars": "*",
    "underscores": "_",
    "hashes": "#",
    "dashes": "-",
    "long dashes": "—",
    "equals": "=",
    "bars": "|",
    "angles": ">",
    "opening angles": "<",
    "full stops": ".",
    "Chinese full stops": "。",
    "exclamations": "!",
    "commas": ",",
    "semicolons": ";",
    "Chinese commas": "，",
    "tabs": "\t",
    "blanks": " ",
    "no-break blanks": "\xa0",
    "backslashes": "\\",
    "ampersands": "&",
    "at signs": "@",
    "slashes": "/",
    "notes of music": "♪",
    "backquotes": "`",
    "round brackets": "(",
    "square brackets": "[",
    "braces": "{",
    "corner brackets": "【",
    "full-width brackets": "（",
    "closing brackets": ")]",
    "straight quotation marks": '"',
    "curly quotation marks": "“",
    "corner quotation marks": "「",
    "closing quotation marks": "”",
    "single quotation marks": "'",
    "curly single quotation marks": "‘",
    "alternating quotation marks": "“”",
    "quotation marks the wrong way": "”“",
    "digits": "7",
    "times": "00:00 ",
    "times without blanks": "00:00",
    "letters": "a",
    "capitals": "A",
    "Chinese letters": "林",
    "capital words": "Ann ",
    "words": "word ",
    "paragraph tags": "<p>",
    "link tags": "<a ",
    "closing tags": "</",
    "comments": "<!--",
    "voices": "<v ",
    "entities": "&amp;",
    "broken entities": "&#",
    "links": "[x](http://a.example/b) ",
    "links without blanks": "[x](http://a.example/b)",
    "pictures": "![x](http://a.example/b) ",
    "broken links": "[x](",
    "addresses": "http://a.example/b ",
    "empty round brackets": "()",
    "empty square brackets": "[]",
    "bold": "**a** ",
    "broken bold": "**a ",
    "names and colons": "Ann: ",
    "names in brackets": "[Ann] ",
    "quotations": '"I came," she said. ',
    "unclosed quotations": "She said, “I came. ",
    "Chinese quotations": "他说：“我来了。”",
    "single quotations": "‘I came,’ she said. ",
    "dots and blanks": ". ",
    "dashes and blanks": "- ",
    "stars and blanks": "* ",
    "colons and blanks": ": ",
    "zero-width blanks": "\u200b",
    "accents": "a\u0301",
    "carriage returns": "\r",
    "form feeds": "\f",
    "verbs": "he said, ",
    "initials": "A. ",
    "honorifics": "Mr. ",
    "Chinese verbs": "林涛表示",
}  # fmt: skip

PATTERNS: Mapping[str, Callable[[int], str]] = {
    **{name: _repeated(mark) for name, mark in _MARKS.items()},
    **{f"{name}, in lines of 300": _in_lines(mark, length=300) for name, mark in _MARKS.items()},
    **{f"{name}, one a line": _repeated(mark + "\n") for name, mark in _MARKS.items()},
    **{f"{name}, behind a conversation": _followed(_repeated(mark)) for name, mark in _MARKS.items()},
    "blank lines": _repeated("\n"),
    "blank lines behind a conversation": _followed(_repeated("\n")),
    "blank lines of Windows": _repeated("\r\n"),
    "lines of blanks": _repeated("   \n"),
    "blank lines between turns": _repeated(
        "Ann Lee: Good morning to you." + "\n" * 2000 + "Ben Ode: Thank you." + "\n" * 2000
    ),
    "columns of blanks": _repeated("Ann Lee" + " " * 200 + "good\n"),
    "columns of very many blanks": _repeated("Ann Lee" + " " * 20_000 + "good\n"),
    "columns of tabs": _repeated("Ann Lee" + "\t" * 200 + "good\n"),
    "one column of blanks": lambda size: "Ann Lee" + " " * size + "good\n",
    "columns of blanks behind colons": _repeated("Ann Lee:" + " " * 2000 + "good\nBen Ode:" + " " * 2000 + "bad\n"),
    "nested round brackets": _pairs("(", ")"),
    "nested square brackets": _pairs("[", "]"),
    "nested quotation marks": _pairs("“", "”"),
    "lists of JSON": _repeated("["),
    "closed lists of JSON": _pairs("[", "]"),
    "objects of JSON": _json_nested,
    "lines of JSON": _repeated('{"speaker": "Ann", "text": "Good morning to you all."}\n'),
    "list of JSON": lambda size: (
        "[" + ",".join(['{"speaker": "Ann", "text": "Good morning to all."}'] * (size // 50)) + "]"
    ),
    "list of JSON of many fields": lambda size: (
        "[" + ",".join(f'{{"k{n}": "Good morning to you all."}}' for n in range(size // 40)) + "]"
    ),
    "open literals": _repeated("[{a: 'b', "),
    "escapes of a literal": lambda size: "[{a: '" + "\\\\'" * (size // 2) + "'}]",
    "literal of many fields": lambda size: "[" + "{who: 'Ann', said: 'Good morning.'}, " * (size // 36) + "]",
    "words of JSON": lambda size: '[{"speaker":"A","words":[' + ",".join(['{"word":"good"}'] * (size // 16)) + "]}]",
    "nested JSON with words": lambda size: (
        '{"a":[' * 150 + ",".join(['{"speaker":"A","text":"good"}'] * (size // 30)) + "]}" * 150
    ),
    "commas between words": _repeated("Ann,good,morning\n"),
    "semicolons between words": _repeated("Ann;good;morning\n"),
    "tabs between words": _repeated("Ann\tgood morning to you\nBen\tthank you all\n"),
    "table": lambda size: "speaker,text\n" + "Ann,good morning to you\n" * (size // 24),
    "wide table": lambda size: "speaker,text" + ",x" * (size // 4) + "\nAnn,good" + ",y" * (size // 4),
    "table of quotation marks": lambda size: "speaker,text\n" + 'Ann,"' * (size // 5),
    "table of open quotation marks": lambda size: "speaker,text\n" + ' "a\n' * (size // 4),
    "table of Markdown": lambda size: "| speaker | text |\n|---|---|\n" + "| Ann | good morning |\n" * (size // 22),
    "bars in lines": _repeated("|" * 500 + "\n"),
    "cues": _numbered("{0}\n00:00:01,000 --> 00:00:02,000\nGood morning to you.\n\n"),
    "cues with names": _numbered("{0}\n00:00:01,000 --> 00:00:02,000\nAnn: Good morning {1}.\n\n"),
    "cues with many names": _named("00:00:01.000 --> 00:00:02.000\n{0} {1}: Good morning.\n\n"),
    "cues without words": _repeated("00:00:01.000 --> 00:00:02.000\n"),
    "cues with signs": _repeated("00:00:01.000 --> 00:00:02.000\n>> Good morning.\n\n"),
    "cue with many lines": lambda size: (
        "WEBVTT\n\n00:01.000 --> 00:02.000\na\n\n00:02.000 --> 00:03.000\n" + "a\n" * (size // 2)
    ),
    "cues with many lines": lambda size: "WEBVTT\n\n" + ("00:01.000 --> 00:02.000\n" + "a\n" * 2000) * (size // 4000),
    "cue of one long line": lambda size: (
        "00:01.000 --> 00:02.000\nGood.\n\n00:02.000 --> 00:03.000\n" + "- a. " * (size // 5)
    ),
    "cue of many voices": lambda size: (
        "00:01.000 --> 00:02.000\nGood.\n\n00:02.000 --> 00:03.000\n" + "<v Ann>a " * (size // 9)
    ),
    "times of cues": _repeated("00:00:01,000 --> "),
    "many names": _named("{0} {1}: Good morning to you all.\n"),
    "many names apart": _named("{0} {1}: Good morning to you all.\n\n"),
    "many names twice": lambda size: _named("{0} {1}: Good morning to you.\n")(size // 2) * 2,
    "many names of one word": _named("{0}: Good morning to you, {1}.\n"),
    "many names on lines of their own": _named("{0} {1}\nGood morning to you all.\n\n"),
    "many names in brackets": _named("[{0} {1}] Good morning to you all.\n"),
    "many names with times": _named("{0} {1} 00:01:02\nGood morning to you all.\n\n"),
    "many names with titles": _named("Ms. {0} {1}. Good morning to you all.\n\n"),
    "many names who say something": _named("“Good morning,” said {0} {1}.\n\n"),
    "many names in one paragraph": _named("“Good morning,” said {0} {1}. "),
    "many names inside": lambda size: (
        "Ann: Good.\n\nBen: Good.\n\nAnn: Good.\n\nBen: " + _named("Good. {0} {1}: Yes. ")(size)
    ),
    "many Chinese names": lambda size: "".join(
        f"{'王李张刘陈杨黄赵'[n % 8]}{chr(0x4E00 + n % 5003)}{chr(0x5E00 + n % 4999)}：今天我们从第{n}页说起。\n"
        for n in range(size // 17)
    ),
    "many surnames": lambda size: "".join(
        f"Ann {_spell(n % 30000).title()}: Good morning.\n" for n in range(size // 30)
    ),
    "list of participants": lambda size: "Participants: " + _named("{0} {1}, ")(size) + "\n\n" + _OPENING * 10,
    "front matter without an end": _front_matter,
    "front matter without a break": lambda size: "---\n" + "a: " * (size // 3),
    "front matter of hashes": lambda size: "---\na: " + "[" * size + "\n---\n",
    "page": lambda size: "<html><body>" + "<p>Good morning to you.</p>\n" * (size // 28),
    "page of open elements": lambda size: "<html>" + "<div><span>" * (size // 11),
    "page of classes": lambda size: "<html>" + "<span class='speaker'>Ann</span> good " * (size // 36),
    "page of dropped elements": lambda size: "<html>" + "<nav>" * (size // 5),
    "page of an open tag": lambda size: "<html><p " + "a=b " * (size // 4),
    "page of an open comment": lambda size: "<html><!--" + "- " * (size // 2),
    "page of scripts": lambda size: "<html>" + "<script>" * (size // 8),
    "page of entities": lambda size: "<html><p>" + "&amp;&#" * (size // 7),
    "page of ends of elements": lambda size: "<html>" + "<nav>" * (size // 24) + "</b></nav>" * (size // 12),
    "page of angles": lambda size: "<html>" + "<" * size,
    "records of XML": lambda size: (
        "<?xml version='1.0'?><log>"
        + "<e><speaker>Ann</speaker><text>Good morning.</text></e>" * (size // 55)
        + "</log>"
    ),
    "open elements of XML": lambda size: "<?xml version='1.0'?>" + "<e speaker='Ann'>good " * (size // 22),
    "attributes of XML": lambda size: (
        "<?xml version='1.0'?><a " + "".join(f"n{n}='n{n}' " for n in range(size // 16)) + ">"
    ),
    "page of names that stay open": lambda size: "<html>" + "<div class='speaker'><p>Ann</span>" * (size // 34),
    "chat": _numbered("[10:12:{1}] <ann{0}> good morning to you\n"),
    "chat with titles of times": _numbered("Ann {0}\n10:12\ngood morning to you\n\n"),
    "play": _repeated("Ann: (rises) Good morning.\n〔He sits.\nBen (sits): Good.\n"),
    "targets of links": _repeated('[x](http://a.example/b "c") '),
    "open targets of links": _repeated("[x](http://a.example/b"),
    "headings by dashes": _repeated("Good morning\n---\n"),
    "fences": _repeated("```\nAnn: Good morning.\n"),
    "talk with questions in brackets": lambda size: (
        "Keynote by Ann Lee\n\n" + "I think that we all know it.\n\n[Audience: Do we?]\n\n" * (size // 51)
    ),
    "table without a head": lambda size: '1,Ann,"Good morning, you."\n2,Ben,"Thank you, Ann."\n' * (size // 50),
    "table of talks": lambda size: "id,transcript\n" + '1,"Ann: Good morning.\nBen: Thank you."\n' * (size // 40),
    "speeches of TEI": lambda size: "<TEI>" + '<u who="#A">Good morning.</u>\n' * (size // 31),
    "open speeches of TEI": lambda size: "<TEI>" + "<u who='A'>Good " * (size // 16),
    "numbered lines": lambda size: "".join(
        f"{n % 25 + 1}   Q.  Good morning to you, sir.\n" for n in range(size // 34)
    ),
    "questions in bold": _numbered("**What is number {0}?**\n\nIt is {1}, I think, as you know.\n\n"),
    "talk": lambda size: "Keynote by Ann Lee\n\n" + "I think that we all know our part in it.\n\n" * (size // 42),
    "headings": _numbered("## Chapter {0} of {1}\n\n"),
    "pasted twice": lambda size: (
        _numbered("Ann: Good morning number {0}.\n\nBen: Thank you for {1}.\n\n")(size // 2) * 2
    ),
    "one turn pasted often": _repeated("Ann: Good morning to you all here.\n\nBen: Thank you for having me.\n\n"),
    "one long line": lambda size: "Ann: " + "Good morning to you all. " * (size // 25),
    "one long paragraph": lambda size: "Ann: " + "Good morning to you all.\n" * (size // 25),
    "labels behind each other": _repeated("Ann:\nBen:\n"),
    "articles of short paragraphs": _numbered("Ms Lee said on day {0} that she would come, “perhaps at {1}”.\n\n"),
    "Chinese article": _numbered("林涛第{0}次来，他表示，“第{1}件事还没有说完，要从头说起。”记者问他要去哪里。\n\n"),
}


def labelled_text(size: int) -> str:
    """Return a labelled transcript of so many characters, no two turns alike, in both scripts."""
    turns: list[str] = []
    length = number = 0
    while length < size:
        who = ("Ann Lee", "Ben Ode", "林涛")[number % 3]
        sentence = (
            "第{0}件事要从第{1}页说起，我们明天再看。"
            if number % 3 == 2
            else "Thing {0} begins on page {1}, and we see it. "
        )
        turns.append(
            f"{who}: " + "".join(sentence.format(number * 31 + n, number * 17 % 1000) for n in range(8)) + "\n\n"
        )
        length += len(turns[-1])
        number += 1
    return "".join(turns)


def measure(text: str, *, limit: float = LIMIT) -> tuple[float, str]:
    """Return how many seconds it takes to read a text, at most `limit`, and how it ended."""
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_read, args=(text, sender))
    process.start()
    told: tuple[float, str] = (limit, "stopped")
    if receiver.poll(limit):
        try:
            told = receiver.recv()
        except EOFError:
            told = (limit, "crashed")
    process.kill()
    process.join()
    return told


def _read(text: str, sender: Any) -> None:
    start = time.perf_counter()
    try:
        reading = read_document(text, name="bench")
        outcome = f"{reading.layout}, {len(reading.spans)} spans"
    except AnalysisError as error:
        outcome = f"refused: {str(error)[:60]}"
    except Exception as error:
        outcome = f"FAILED: {type(error).__name__}: {str(error)[:60]}"
    sender.send((time.perf_counter() - start, outcome))


def bench_patterns(megabytes: float) -> None:
    """Every pattern takes seconds, and none longer than in proportion to its length."""
    for name, make in PATTERNS.items():
        taken, outcome = measure(make(int(megabytes * 1e6)))
        print(f"reading, {megabytes:g} MB of {name}: {taken:.1f} s, {outcome}", flush=True)


def bench_labelled() -> None:
    """Labelled text takes time in proportion to its length."""
    first, second = (measure(labelled_text(size))[0] for size in (500_000, 2_000_000))
    print(
        f"reading, labelled text: {2 / second:.2f} MB/s; four times the length takes {second / first:.1f} times as long"
    )


if __name__ == "__main__":
    bench_labelled()
    bench_patterns(float(sys.argv[1]) if len(sys.argv) > 1 else 1.0)
