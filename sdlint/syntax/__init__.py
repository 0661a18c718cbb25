"""Text to tree: the parser that goes on after a mistake, the nodes, and the printer."""
