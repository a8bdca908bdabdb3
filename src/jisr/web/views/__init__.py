"""Views ask and show; services write; queries read."""
