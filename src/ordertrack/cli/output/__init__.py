"""The one way out: a result of a command becomes text in the chosen format, on a screen or in a file.

Asked for: tables and sheets free of any format, and their writing.

Imports: cli.terminal, errors.
"""
