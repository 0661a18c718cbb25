"""What of a design is drawn: all of it, one flow, one component, a loss, the data, the places.

`view` turns a `View` into a picture; each of the other modules is one way to look.
"""
