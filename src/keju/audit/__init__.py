"""Sensitive topics: what models say of them and decline to say, against matched controls."""
