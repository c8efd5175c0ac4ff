//! Kubernetes as the console sees it: clients, shared reflectors, writes, and errors of our own.
