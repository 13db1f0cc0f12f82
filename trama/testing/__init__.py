"""What the tests of every app stand on: database, cast, signed-in clients. Never imported by the product."""
