"""The parts that pages are composed of, a folder per page; `shared` is what all are made with."""
