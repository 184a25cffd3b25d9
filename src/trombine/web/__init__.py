"""The service as the network sees it: the HTTP API and what keeps it safe."""
