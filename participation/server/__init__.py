"""Running the site: the commands that migrate, serve and work, and what watches over them."""
