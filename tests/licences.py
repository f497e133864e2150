"""Licences: under which each package of the lock may be passed on, from what is installed of it.

`python -m tests.licences` prints them, a package a line, and ends with 1 where one does not go with this project's own.
"""

import importlib.metadata
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement

from analysis.ground.storage import ROOT

# What may be passed on with software under the MIT licence, as packages write it in any of their ways.
_GOES = re.compile(
    r"\b(?:MIT|MIT-0|MIT-CMU|0?BSD|BSD-\d-Clause|Apache|ISC|ISCL|PSF|PSFL|PSF-2\.0|Python Software Foundation|MPL|"
    r"MPL-2\.0|Mozilla Public|zlib|CC0|CC0-1\.0|Unlicense)\b",
    re.IGNORECASE,
)
# What asks of whoever passes it on that the whole be under it too.
_ASKS = re.compile(r"\b(?:A|L)?GPL|General Public|\bSSPL|\bCC-BY-(?:NC|SA)|Non-?Commercial|\bBUSL|Proprietary", re.I)


@dataclass(frozen=True)
class Licence:
    """A package of the lock: its version, and its licence as it tells it; "" where it is for another system."""

    package: str
    version: str
    told: str

    @property
    def goes(self) -> bool:
        """Whether all that it asks goes with the MIT licence; of several that it offers one is enough."""
        offered = re.split(r"\s+OR\s+", self.told)
        return not self.told or any(
            all(_GOES.search(part) and not _ASKS.search(part) for part in re.split(r"\s+AND\s+", each))
            for each in offered
        )


def read_lock(path: Path) -> Iterator[Requirement]:
    """Yield the packages of a lock, each with its version and the systems that it is for."""
    for line in path.read_text("utf-8").splitlines():
        if re.match(r"[A-Za-z0-9]", line):
            yield Requirement(line.partition(" \\")[0].strip())


def list_licences(path: Path) -> list[Licence]:
    """Return the licence of each package of a lock. What is for this system and not installed is an error."""
    found = {}
    for package in read_lock(path):
        version = str(package.specifier).removeprefix("==")
        if package.marker is None or package.marker.evaluate():
            told = tell_licence(importlib.metadata.metadata(package.name))
            found[package.name] = Licence(package.name, version, told or "nothing is said")
        else:
            found.setdefault(package.name, Licence(package.name, version, ""))
    return [*found.values()]


def tell_licence(metadata: importlib.metadata.PackageMetadata) -> str:
    """Return what a package says of its licence: as an expression, as one of the known ones, or in its own words."""
    known = [each.split(" :: ")[-1] for each in metadata.get_all("Classifier") or [] if each.startswith("License ::")]
    known = [each for each in known if each != "OSI Approved"]
    own = next(iter((metadata.get("License") or "").strip().splitlines()), "")
    return metadata.get("License-Expression") or " AND ".join(known) or own


if __name__ == "__main__":
    licences = list_licences(ROOT / "requirements.txt")
    for each in licences:
        wrong = "" if each.goes else "   does not go with MIT"
        print(f"{each.package} {each.version}: {each.told or 'for another system'}{wrong}")
    sys.exit(not all(each.goes for each in licences))
