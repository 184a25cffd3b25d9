"""Who people are to the service: accounts, passwords, sessions, tokens, invitations."""
