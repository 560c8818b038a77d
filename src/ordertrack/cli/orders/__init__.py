"""Orders at the command line: `add`, `edit`, `status`, `cancel`, `close`, `list`, `show`.

Asked for: those commands, and orders as tables and sheets.

Imports: cli.commands, cli.desk, cli.letters, cli.notices, cli.options, cli.output, cli.sentences, cli.terminal,
domain.orders, domain.parties, domain.round, domain.time, domain.values, errors, usecases.orders, usecases.ports,
usecases.recording, usecases.round.
"""
