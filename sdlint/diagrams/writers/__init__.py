"""The formats of pictures: each module is one, found by its being there.

A module's name is the format's name, and a suffix of its files; `SUFFIXES` are others, the first of them the
one that its files get. Its docstring's first line is the help text; its `draw(picture, engine, look)` makes
the bytes.
"""
