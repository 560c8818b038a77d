"""Letters taken in, given to their orders, followed up, and read as a conversation.

Asked for: an intake of fetched letters, what a clerk decides about one, the correspondence of an order.

Imports: domain.cases, domain.letters, domain.notices, domain.orders, domain.parties, domain.policy, domain.time,
domain.values, errors, usecases.cases, usecases.ports, usecases.recording.
"""
