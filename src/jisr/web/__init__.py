"""Pages and forms made from acts, and the exchange's endpoint. Talks to services and queries only."""
