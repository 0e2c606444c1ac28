"""A partnership in, another one out: moved, without a partner, compared, forecast, copied."""
