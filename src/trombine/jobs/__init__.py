"""Orders people place with the service, and the durable jobs that fulfil them."""
