//! Nothing here: the journeys are in `main.rs`, one test binary.
