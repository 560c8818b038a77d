"""Cases opened, changed, settled and listed: follow-ups, issues, escalations, enquiries.

Asked for: one function a step, one transaction each; lists with their clocks.

Imports: domain.cases, domain.notices, domain.orders, domain.parties, domain.policy, domain.round, domain.time,
domain.values, errors, usecases.notices, usecases.policy, usecases.ports, usecases.recording.
"""
