//! A report to bytes: PDF through Typst, web page through minijinja, from the same view.
