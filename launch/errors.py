"""What can stop a launch, said in one sentence to the person at the terminal."""


class LaunchError(Exception):
    """The dashboard cannot start; the message says why and what to do."""
