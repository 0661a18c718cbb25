"""Fuzzing: designs from the grammar, from the catalogue and from real texts, through all that sdlint does.

`make fuzz SECONDS=1800` runs it as long as told; `make test` runs a bounded part (`test_fuzz.py`).
"""
