"""The procedure's numbers as of a date: hours, people, rules, matrix, targets, texts; one revision after another.

Asked for: a policy read from text with every problem at once, and what a revision says of a supplier, a level, a notice
or a day.

Imports: domain.cases, domain.orders, domain.parties, domain.time, domain.values, errors.
"""
