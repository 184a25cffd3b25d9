"""Web Push: browsers are told that an order has ended, through the services of their makers."""
