# One registration: results, data, launches, postbacks.
