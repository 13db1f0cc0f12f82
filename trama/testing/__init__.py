"""What the tests of every app stand on: the test database, the cast, signed-in clients. Never imported by the product."""
