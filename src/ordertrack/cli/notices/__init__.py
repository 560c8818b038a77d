"""Notices at the command line: the outbox, inboxes, whom to ring.

Asked for: those commands, and the sentence by which a command says whom it queued something for.

Imports: cli.commands, cli.desk, cli.options, cli.output, cli.terminal, domain.cases, domain.letters, domain.notices,
domain.orders, domain.parties, domain.policy, domain.values, errors, usecases.notices, usecases.parties,
usecases.policy, usecases.ports, usecases.recording.
"""
