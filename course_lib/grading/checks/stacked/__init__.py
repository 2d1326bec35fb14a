"""What is checked in the chapter `stacked`."""
