//! Test data to pictures for the eye: `CHART_OUT=dir cargo test --release --lib gallery` writes them.
