"""The API: what pages show, for officers' own programs, and one act at a time.

Let in by tokens alone (RFC 6750): no cookie is read, so no other site can ride on a session. `door` and
`problems` are light; what is built with ninja is read at the first request, for a node starts without it.
"""
