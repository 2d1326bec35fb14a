"""What is checked in the chapter `recurrent`."""
