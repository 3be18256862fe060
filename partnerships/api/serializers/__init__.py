"""The shapes of what the API shows and takes."""
