"""The demonstration: Milan's network with invented people, loaded through the services; never for real data."""
