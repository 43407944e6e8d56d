"""The demo: a made-up council that shows the product working."""
