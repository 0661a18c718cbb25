"""Texts put right: every fix is made in memory, read and judged again, and dropped if it breaks anything."""
