"""The command line: the only stratum that talks to a terminal."""
