"""Many submissions: graded, written down, graded again, explained."""
