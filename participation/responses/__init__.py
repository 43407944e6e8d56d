"""Responses: what people reply, kept once, as they wrote it, with a receipt."""
