"""The rounds of an expansion: from who was just reached to whom they met."""
