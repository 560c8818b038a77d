"""Orders and cases brought in from a file: idempotent, all or nothing unless asked otherwise.

Asked for: an import of drafts, with a tally of what came in, changed, stayed or was refused.

Imports: domain.cases, domain.orders, domain.parties, domain.values, errors, usecases.cases, usecases.parties,
usecases.ports, usecases.recording.
"""
