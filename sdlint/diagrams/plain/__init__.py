"""Pictures of characters: boxes in layers, arrows in the channels between them.

`cells` is the paper, `boxes` says what a box looks like, `layers` which boxes stand in one row and in what
order, `columns` where in its row each of them stands, `channels` how arrows go from row to row, and `sheet`
puts it all on paper.
"""
