"""The policy of pages: what they may load and run, and that there is no page without one."""

import re

from analysis.ground.policy import render_policy
from analysis.publishing.drawing import HOUSE

# Of no text at all, as everybody knows it.
NOTHING = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"


def test_a_page_by_itself_loads_and_runs_nothing():
    told = render_policy()
    assert "default-src 'none'; base-uri 'none'; form-action 'none'" in told
    assert not re.search(r"script-src|frame-src|'self'|blob:|https?:|\*|eval", told)


def test_what_stands_in_a_page_is_allowed_by_its_digest_alone():
    told = render_policy(scripts=[""], styles=[""])
    assert f"script-src {NOTHING};" in told
    assert f"style-src {NOTHING};" in told
    assert "unsafe" not in told


def test_a_page_with_files_beside_it_loads_those_and_none_from_a_network():
    told = render_policy(scripts=[""], beside=True)
    assert f"script-src 'self' {NOTHING};" in told
    assert "img-src 'self' data: blob:; frame-src 'self'" in told
    assert not re.search(r"https?:|\*|connect-src|eval", told)


def test_whatever_writes_a_page_gives_it_its_policy_before_all_else():
    heads = [
        (path.name, head.startswith(("{render_policy(", "{{ policy | safe }}")))
        for path in sorted(HOUSE.rglob("*.py"))
        for head in re.findall(r'<head>(?:<meta charset="utf-8">\n)?(.*)', path.read_text("utf-8"))
    ]
    assert len(heads) >= 6
    assert [name for name, has_policy in heads if not has_policy] == []
