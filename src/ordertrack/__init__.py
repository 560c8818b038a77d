"""ordertrack: an order-tracking procedure that runs at the command line.

Imports point down: `cli` on top, `store`, `files` and `mail` beside each other, `usecases`, `domain`; `errors` under
all. Every stratum has the same rooms, where it has them: a folder or a file with the noun a clerk types. The docstring
of a folder says what the room may import, the docstring of a stratum says it of its rooms of one file, and this one of
what stands in no stratum.

`__main__.py`: `python -m ordertrack` and the `ordertrack` command. Imports: cli.main.

`errors.py`: every way to say no: the class fixes the exit code, the message says what would help. Imports: nothing.
"""

__version__ = "0.4.0"
