"""Prose: our own marks stay marks, and all other words are words."""

import pytest

from analysis.publishing.prose import escape_markdown, keep_prose, render_prose, tell_plainly

THEIRS = (
    "a_b *c* ~~d~~ [e](http://f.test) ![g](http://f.test) <b>h</b> &lt; `i` http://f.test www.f.test j@f.test \\k",
    "[l]: http://f.test",
    "*** m ***",
)


@pytest.mark.parametrize("text", THEIRS)
def test_a_text_is_shown_as_it_stands(text):
    shown = render_prose(escape_markdown(text))
    assert shown.count("<") == 2  # of the paragraph alone
    assert tell_plainly(escape_markdown(text)) == text


@pytest.mark.parametrize("text", THEIRS[:2])
def test_our_own_marks_count_beside_it(text):
    shown = render_prose(keep_prose(f"**Nobody** coded {text}; see `table left_out`."))
    assert shown.startswith("<p><strong>Nobody</strong> coded ")
    assert shown.endswith("see <code>table left_out</code>.</p>\n")
    assert "href" not in shown
    assert "<img" not in shown


def test_markdown_that_nobody_escaped_has_no_link_either():
    shown = render_prose("[a](http://f.test) ![b](http://f.test) <http://f.test> <img src=x>\n\n<div>c</div>")
    assert "href" not in shown
    assert shown.count("<p>") == shown.count("<") / 2
