"""Other ways to answer the same question, one module each."""
