"""Policy: what a page of this project lets a browser do, so that no word in it can load, send or run anything."""

import base64
import hashlib
from collections.abc import Sequence

# A page has no frame of another page, form, plug-in, worker or connection, and runs no code that is made at run time.
_NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'"


def render_policy(*, scripts: Sequence[str] = (), styles: Sequence[str] | None = None, beside: bool = False) -> str:
    """Return the content security policy of a page, as an element of its head that stands before all others.

    scripts: those that stand in the page, as they are there; no other one that stands in it runs. styles: those that
    stand in it, where no element has a style of its own; None lets in any. beside: whether scripts, style sheets,
    pictures and framed pages are loaded from files beside the page; nothing is loaded from anywhere else.
    """
    own = ["'self'"] if beside else []
    parts = {
        "script-src": [*own, *_mark(scripts)],
        "style-src": [*own, "'unsafe-inline'"] if styles is None else _mark(styles),
        "img-src": [*own, "data:", *(["blob:"] if beside else [])],
        "frame-src": own,
    }
    told = "; ".join([_NOTHING, *(f"{name} {' '.join(allowed)}" for name, allowed in parts.items() if allowed)])
    return f'<meta http-equiv="Content-Security-Policy" content="{told}">'


def _mark(texts: Sequence[str]) -> list[str]:
    """What stands for scripts or style sheets in a policy: their digests."""
    digests = (hashlib.sha256(text.encode("utf-8")).digest() for text in texts)
    return [f"'sha256-{base64.b64encode(each).decode('ascii')}'" for each in digests]
