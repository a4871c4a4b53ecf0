"""Who is let in: accounts, sessions, reverse proxies, OpenID Connect."""
