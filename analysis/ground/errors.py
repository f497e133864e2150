"""The one error that reaches a user: a sentence that says what was found and what to do next."""


class AnalysisError(Exception):
    """Something in the input is not as expected; the message names it, where it is and the cure."""
