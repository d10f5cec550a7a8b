//! Nouns of the service and their ids, clock, randomness, configuration, player protocol.
