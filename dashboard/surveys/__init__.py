"""Getting surveys in: recipe, reader, checks, tidy samples."""
