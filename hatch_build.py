"""Puts into the wheel what no user's start should wait for: the parser's tables, and the rules."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Tables(BuildHookInterface[Any]):
    """Runs before a wheel is packed. An editable install has no tables: its grammar may change under it."""

    folder: Path | None = None

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the tables and name them as `sdlint/bundled/tables/*`."""
        if version == "editable":
            return
        root = Path(self.root).resolve()
        # This checkout's package, not an installed one; and no bytecode, which would be packed.
        sys.path.insert(0, str(root))
        sys.dont_write_bytecode = True
        try:
            from sdlint.engine import kept
            from sdlint.syntax import tables
        finally:
            sys.path.remove(str(root))
        if not Path(tables.__file__).resolve().is_relative_to(root):
            raise RuntimeError(f"the tables would be built by {tables.__file__}, which isn't in {root}")
        self.folder = Path(tempfile.mkdtemp(prefix="sdlint-tables-"))
        written = tables.write_tables(str(self.folder))
        if not written:
            raise RuntimeError("write_tables() wrote no table: every user would have to build them")
        written.append(kept.write_rules(str(self.folder)))
        for path in written:
            build_data["force_include"][path] = f"sdlint/bundled/tables/{Path(path).name}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove what `initialize` wrote."""
        if self.folder is not None:
            shutil.rmtree(self.folder)
