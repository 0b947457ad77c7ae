"""The fictional demonstration market. No supplier, product, document, price or opinion in it is real."""
