"""Notices: whom something that happened has to be told to, the facts it is told by, and when it is overtaken.

Asked for: the notices that a fact causes, what a notice says as plain facts, what time has settled, samples for the
texts of a policy.

Imports: domain.cases, domain.orders, domain.parties, domain.policy, domain.time, domain.values.
"""
