"""Statistics of segments and regions, as a table in a CSV or Parquet file."""
