# The sandbox, and hosts it can imitate.
