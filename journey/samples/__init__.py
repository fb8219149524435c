"""The sample projects, all made up: a TOML file each, and the schema that refuses a mistake in them."""
