"""The formats of pictures: each module is one, found by its being there.

A module's name is the format's name and the file's suffix; its docstring's first line is the help text;
its `draw(picture, engine)` makes the bytes.
"""
