//! A simulated cluster that speaks the HTTP API of Kubernetes for the kinds this console touches.
