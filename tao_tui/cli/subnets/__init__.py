"""Commands on subnets: what there is, who gives way, what is mine."""
