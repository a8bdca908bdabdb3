"""What tests draw at random."""
