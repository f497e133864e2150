"""Chat: a language model asked on a server with the common chat interface; nothing else in the project asks anybody.

What is asked goes to this machine alone, unless the settings say that it may leave it: no redirection is followed and
no proxy is used. An answer is read up to a size and a time, whoever gives it.
"""

import ipaddress
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar
from urllib.parse import urlsplit

from analysis.ground.errors import AnalysisError

# So long an answer may be, and so long it may take: a large model on a small machine needs minutes.
_MOST_BYTES = 1_000_000
SECONDS = 300.0
_MOST_TOKENS = 200
_KEY = "ANALYSIS_NAME_KEY"
_T = TypeVar("_T")
_SEED = 0


def is_local(address: str) -> bool:
    """Return whether a server's address is one of this machine."""
    try:
        host = urlsplit(address).hostname or ""
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def open_chat(address: str, *, allow_remote: bool) -> Any:
    """Return a client of a server, an openai.OpenAI that asks each thing once.

    Errors: AnalysisError where the address is none, is not of this machine although nothing allows that, or the package
    openai is missing.
    """
    if not address.startswith(("http://", "https://")):
        raise AnalysisError(f"{address!r} is no server's address; expected one such as http://localhost:8000/v1.")
    if not allow_remote and not is_local(address):
        raise AnalysisError(
            f"{address} is not on this machine, and passages would leave it; set allow_remote = true in the corpus's"
            " settings.toml if they may."
        )
    try:
        import openai
    except ImportError:
        raise AnalysisError(
            "asking a language model needs the package openai, which is not installed: `pip install openai`."
        ) from None
    http = openai.DefaultHttpxClient(
        follow_redirects=False,
        trust_env=False,
        timeout=SECONDS,
        headers={"Accept-Encoding": "identity"},
        event_hooks={"response": [_bound]},
    )
    key = os.environ.get(_KEY, "none")
    return openai.OpenAI(base_url=address, api_key=key, max_retries=0, timeout=SECONDS, http_client=http)


def _bound(response: Any) -> None:
    """Let an answer be read up to a size and a time alone."""
    inner, ends = response.stream, time.monotonic() + SECONDS
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise ValueError("the answer is packed, which was not asked for")

    class Bounded(type(inner)):  # type: ignore[misc]
        """The same stream, which breaks off where it goes on too long."""

        def __init__(self) -> None:
            pass

        def __iter__(self) -> Iterator[bytes]:
            n_bytes = 0
            for chunk in inner:
                n_bytes += len(chunk)
                if n_bytes > _MOST_BYTES or time.monotonic() > ends:
                    raise ValueError(f"the answer is longer than {_MOST_BYTES:,} bytes or {SECONDS:.0f} seconds")
                yield chunk

        def close(self) -> None:
            inner.close()

    response.stream = Bounded()


def call(address: str, ask: Callable[[], _T]) -> _T:
    """Return what asking gives. Errors: AnalysisError, one sentence, where the server does not answer as it should."""
    import openai

    try:
        return ask()
    # The client takes an answer for what it should be, and stumbles over one of another shape wherever it is used.
    except (openai.OpenAIError, ValueError, AttributeError, TypeError, IndexError, KeyError) as error:
        told = " ".join(str(error.__cause__ or error).split())[:200]
        raise AnalysisError(f"{address}: the server did not answer ({told}).") from None


def ask_for_json(client: Any, model: str, messages: Sequence[Mapping[str, str]], schema: Mapping[str, Any]) -> str:
    """Return what a model answers where its answer has to fit a JSON schema, "" where it says nothing.

    It is asked at temperature 0 with a fixed seed; whether the answer fits is for the caller to see.
    """
    answer = client.chat.completions.create(
        model=model,
        messages=list(messages),
        temperature=0,
        seed=_SEED,
        max_tokens=_MOST_TOKENS,
        response_format={
            "type": "json_schema",
            "json_schema": {"name": "code", "strict": True, "schema": dict(schema)},
        },
    )
    content = answer.choices[0].message.content
    return content if isinstance(content, str) else ""


def describe_model(client: Any, model: str) -> tuple[str, dict[str, Any]]:
    """Return the engine of a server and what it says of a model that stays as long as the model does.

    The engine is who it says owns the model (library: Ollama; llamacpp; vllm). Of Ollama also its own digest of the
    weights. Errors: AnalysisError where it has no such model.
    """
    listed = {entry.id: entry.model_dump() for entry in client.models.list().data}
    if model not in listed:
        there = ", ".join(sorted(listed)[:10]) or "none"
        raise AnalysisError(f"{client.base_url}: there is no model {model!r}; those there are: {there}.")
    # When it was loaded and a random id of a permission say nothing of the model.
    told = {name: value for name, value in listed[model].items() if name not in ("created", "permission")}
    if told.get("owned_by") == "library":
        tags = client.get(str(client.base_url.copy_with(path="/api/tags")), cast_to=object)
        mine = [each for each in tags["models"] if each.get("name") in (model, f"{model}:latest")]
        told["digest"] = mine[0]["digest"] if mine else ""
    return str(told.get("owned_by") or "unknown"), told
