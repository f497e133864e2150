"""Licences: every package of the lock may be passed on with this project."""

from email.message import Message

import pytest

from analysis.ground.storage import ROOT
from tests.licences import Licence, list_licences, read_lock, tell_licence


def test_every_package_of_the_lock_goes_with_the_licence_of_the_project():
    licences = list_licences(ROOT / "requirements.txt")
    assert {each.package for each in licences} == {each.name for each in read_lock(ROOT / "requirements.txt")}
    assert [f"{each.package}: {each.told}" for each in licences if not each.goes] == []
    # On one system few packages are those of another.
    assert sum(not each.told for each in licences) < 10
    assert len(licences) > 100


@pytest.mark.parametrize(
    ("told", "goes"),
    [
        ("MIT", True),
        ("BSD License", True),
        ("Apache-2.0 AND BSD-3-Clause", True),
        ("GPL-3.0-or-later OR MIT", True),
        ("Mozilla Public License 2.0 (MPL 2.0)", True),
        ("GNU General Public License v3 (GPLv3)", False),
        ("GNU Affero General Public License v3", False),
        ("AGPL-3.0-only", False),
        ("MIT AND GPL-2.0-only", False),
        ("LGPL-2.1-or-later", False),
        ("CC-BY-NC-4.0", False),
        ("Custom", False),
        ("nothing is said", False),
        ("LIMITED USE", False),
    ],
)
def test_a_licence_that_asks_more_is_refused(told, goes):
    assert Licence("x", "1", told).goes is goes


def test_a_package_tells_its_licence_in_one_of_three_ways():
    package = Message()
    package["License"] = "MIT License\n\nCopyright of somebody"
    assert tell_licence(package) == "MIT License"
    package["Classifier"] = "License :: OSI Approved"
    package["Classifier"] = "License :: OSI Approved :: GNU General Public License v3 (GPLv3)"
    assert tell_licence(package) == "GNU General Public License v3 (GPLv3)"
    package["License-Expression"] = "ISC"
    assert tell_licence(package) == "ISC"
