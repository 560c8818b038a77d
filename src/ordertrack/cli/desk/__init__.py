"""The composition roots: the clock, the settings, the book and mail, wired together for a command.

Asked for: a desk with its instant, its actor and its book. Nobody else asks the clock or the settings.

Imports: cli.output, cli.terminal, domain.policy, domain.round, domain.time, domain.values, errors, files.policy,
files.settings, files.transfer, mail.letters, mail.notices, mail.tls, store.book, store.records, usecases.letters,
usecases.policy, usecases.ports.
"""
