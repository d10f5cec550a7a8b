# Operations: calls of the API, postbacks, jobs, storage, health.
