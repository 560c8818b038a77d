"""Cases at the command line: `followup`, `issue`, `escalate`, `enquiry`.

Asked for: those commands, and how a case is named and shown.

Imports: cli.commands, cli.desk, cli.notices, cli.options, cli.orders, cli.output, cli.sentences, cli.terminal,
domain.cases, domain.orders, domain.parties, domain.policy, domain.time, domain.values, errors, usecases.cases,
usecases.policy, usecases.recording.
"""
