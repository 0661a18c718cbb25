"""Two versions of a design compared by what they mean: what differs, what that does to the numbers, and
which findings it brings.
"""
