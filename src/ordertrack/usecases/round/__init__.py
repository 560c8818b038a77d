"""The daily round, the worklist, the review of the morning, explanations and simulations.

Asked for: a round held now, what somebody must do, why an order is where it is, what another policy would have done.

Imports: domain.cases, domain.notices, domain.orders, domain.policy, domain.records, domain.round, domain.time,
domain.values, errors, usecases.policy, usecases.ports, usecases.recording.
"""
