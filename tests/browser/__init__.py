"""The demo as officers see it: real nodes, a real browser, and a line between the nodes that is cut."""
