"""The golden cases: YAML that a coordinator can read and check by hand; `cases` loads and compares them."""
