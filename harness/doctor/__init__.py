"""The doctor: whether a target can be tested as its file says, check by check, each with the next step where not.

Nothing is judged here. The store is looked at by harmless reads; tokens are presented for the customers of the target
file, or for ones that are created for the examination and removed at its end.
"""
