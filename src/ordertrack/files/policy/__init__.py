"""The text of a policy read: its shapes, its values, and every problem of it.

Imports: domain.cases, domain.orders, domain.parties, domain.policy, domain.time, domain.values, files.validation.
"""
