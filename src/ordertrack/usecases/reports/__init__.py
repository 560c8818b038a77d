"""Figures that need the policy of their days: response and resolution times, scorecards, clauses.

Asked for: the finished figures of a period. On-time delivery and aging come from the store as they are.

Imports: domain.cases, domain.orders, domain.policy, domain.reports, domain.time, domain.values, usecases.cases,
usecases.policy, usecases.ports.
"""
