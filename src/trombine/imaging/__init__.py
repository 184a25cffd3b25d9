"""Array mathematics on images; no word of the product."""
