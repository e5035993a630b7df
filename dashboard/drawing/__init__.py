"""Tables to pictures: charts, maps, the network. Nothing here reads data."""
