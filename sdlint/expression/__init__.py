"""The expression language that designs and rules share: its tree, its types, its evaluation."""
