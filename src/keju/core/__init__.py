"""Records, protocols, errors and identifiers: what every other floor stands on."""
