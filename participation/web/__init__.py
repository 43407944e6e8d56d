"""What pages share: access, form base, filters, error pages, security headers."""
