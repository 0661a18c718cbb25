"""The numbers of a review, collected in one place; what is made of them is the reports' affair.

`numbers` has what is worth knowing at a glance, `review` adds what takes longer: scenarios, losses, and what
all of it rests on.
"""
