# Registrations: the list of them.
