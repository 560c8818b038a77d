"""Orders and their lines: how they enter, what happens to them, where that leaves them.

Asked for: a draft from text, the facts that a move means, the order after a fact, and the questions and rows of the
lists. Living orders and replayed trails are folded by the same functions.

Imports: domain.cases, domain.parties, domain.values, errors.
"""
