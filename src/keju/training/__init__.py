"""Making models that reason. torch lives on this floor and nowhere above it."""
