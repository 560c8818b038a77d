"""The outbox: notices queued with the fact that caused them, approved, sent, told by phone, read in inboxes.

Asked for: the notices of a change, looking after what waits, and a run that sends it.

Imports: domain.cases, domain.letters, domain.notices, domain.orders, domain.parties, domain.policy, domain.time,
domain.values, errors, usecases.policy, usecases.ports, usecases.recording.
"""
