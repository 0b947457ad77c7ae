"""Technical pieces every feature may use. Knows no feature, no HTTP and no SQL."""
