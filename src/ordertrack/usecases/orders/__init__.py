"""Orders entered, edited, moved, promised anew, closed out and corrected.

Asked for: one function a step, one transaction each.

Imports: domain.notices, domain.orders, domain.parties, domain.values, errors, usecases.notices, usecases.parties,
usecases.ports, usecases.recording.
"""
