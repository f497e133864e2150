"""Saying: what the readers of both languages tell about a verb of saying and its subject."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Subject:
    """Who does something in a clause: a name, a pronoun, or a role ("spokesman", 工作人员), as it is written.

    definite: a role that stands for somebody already told of: the spokesman.
    """

    kind: Literal["name", "pronoun", "role"]
    words: str
    definite: bool = False


@dataclass(frozen=True, slots=True)
class Saying:
    """A verb of saying in a clause: who says, and where the verb stands, in characters of the clause.

    loose: a verb that says only beside a quotation ("smiled", "described").
    """

    subject: Subject
    start: int
    end: int
    loose: bool = False
