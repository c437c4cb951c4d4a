//! Arbitrary input to pictures that are always well formed.
