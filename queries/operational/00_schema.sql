-- Where do the platforms' tables live in the embedded default?
create schema operational;
