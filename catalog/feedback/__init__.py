"""What people who use a product say of it: what is asked, shown and looked at. Pure."""
