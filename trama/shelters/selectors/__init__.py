"""Reading houses, requests and stays."""
