"""What is checked in the chapter `attention`."""
