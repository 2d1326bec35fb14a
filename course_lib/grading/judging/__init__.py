"""How a check judges: asks, compares, gives points, names a cause."""
