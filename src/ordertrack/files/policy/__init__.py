"""The text of a policy read: its shapes, its values, and every problem of it.

Asked for: the policy that a text is, or everything that is wrong with it at once.

Imports: domain.cases, domain.orders, domain.parties, domain.policy, domain.time, domain.values, files.validation.
"""
