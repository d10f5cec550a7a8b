# One course: structure, versions, files, attributes, metadata, tags.
